import type { JsonValue } from '@backstage/types';
import {
  countByType,
  holdsData,
  InfrakitchenError,
  parseExactJson,
  type Page,
  type StateObject,
  type StateSummary,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** What the columns hold. */
const MAX_LINEAGE_CHARACTERS = 64;
const MAX_SERIAL = 2 ** 31 - 1;

/** Types that a summary names; the others are counted. */
const MOST_TYPES = 50;

/** The part of a Terraform state that the suite reads. */
export interface StateDocument {
  lineage: string;
  serial: number;
  outputs: Record<string, { value: JsonValue; sensitive?: boolean }>;
  resources: {
    module?: string;
    mode: string;
    type: string;
    name: string;
    instances: { index_key?: string | number }[];
  }[];
}

/** Which objects of a state are asked for. */
export interface ObjectQuery {
  /** Text that the address contains. */
  q?: string;
  limit: number;
  cursor?: string;
}

/** @throws InputError `state_invalid` */
export function parseState(data: Buffer): StateDocument {
  try {
    const state = parseExactJson(
      data.toString('utf8'),
    ) as unknown as StateDocument;
    if (
      typeof state.lineage === 'string' &&
      state.lineage.length <= MAX_LINEAGE_CHARACTERS &&
      !state.lineage.includes('\0') &&
      Number.isInteger(state.serial) &&
      state.serial >= 0 &&
      state.serial <= MAX_SERIAL &&
      Array.isArray(state.resources) &&
      state.resources.every(
        ({ instances }) =>
          Array.isArray(instances) && instances.every(isObject),
      ) &&
      Object.values(state.outputs ?? {}).every(isObject)
    ) {
      return { ...state, outputs: state.outputs ?? {} };
    }
  } catch {
    // The one error for every broken state follows.
  }
  throw new InfrakitchenError('InputError', {
    code: 'state_invalid',
    message: 'The request does not hold a Terraform state',
  });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Managed objects by address; data sources are not infrastructure. */
export function listObjects(state: StateDocument): StateObject[] {
  return state.resources
    .filter(resource => resource.mode === 'managed')
    .flatMap(resource => {
      const path = resource.module ? `${resource.module}.` : '';
      const address = `${path}${resource.type}.${resource.name}`;
      return resource.instances.map(({ index_key: key }) => ({
        address:
          key === undefined ? address : `${address}[${JSON.stringify(key)}]`,
        type: resource.type,
      }));
    });
}

/** One page of objects, by address. */
export function pageOfObjects(
  objects: StateObject[],
  { q = '', limit, cursor }: ObjectQuery,
): Page<StateObject> {
  const after = cursor && Buffer.from(cursor, 'base64url').toString('utf8');
  const found = objects
    .filter(
      ({ address }) =>
        (!after || address > after) &&
        address.toLowerCase().includes(q.toLowerCase()),
    )
    .sort(
      (one, other) =>
        Number(one.address > other.address) -
        Number(one.address < other.address),
    );
  const items = found.slice(0, limit);
  return {
    items,
    nextCursor:
      found.length > items.length
        ? Buffer.from(items[items.length - 1].address).toString('base64url')
        : undefined,
  };
}

/** How many objects there are of each type, those that hold data first. */
export function summariseObjects(objects: StateObject[]): StateSummary {
  const counts = countByType(objects);
  const withData = counts.filter(({ type }) => holdsData(type));
  const types = [...withData, ...counts.filter(({ type }) => !holdsData(type))];
  return {
    objectCount: objects.length,
    holdingData: withData.reduce((sum, { count }) => sum + count, 0),
    types: types.slice(0, MOST_TYPES),
    moreTypes: Math.max(0, types.length - MOST_TYPES),
  };
}
