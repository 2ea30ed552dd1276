import {
  compareResolved,
  type ComparedVariable,
  type EffectiveEntry,
  type ResolvedValues,
  type StaleInputsDifference,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { KeyRing } from '../crypto';
import {
  resourceNotFound,
  unsealApplied,
  type AppliedInputs,
  type TargetReader,
  type ValuesService,
} from '../resources';

/** What a resource would be given now that its last apply was not. */
export class StaleDifference {
  readonly #targets: TargetReader;
  readonly #values: ValuesService;
  readonly #keys: KeyRing;

  constructor(options: {
    targets: TargetReader;
    values: ValuesService;
    keys: KeyRing;
  }) {
    this.#targets = options.targets;
    this.#values = options.values;
    this.#keys = options.keys;
  }

  async of(id: string): Promise<StaleInputsDifference> {
    const [stored] = await this.#targets.read([id]);
    if (!stored) {
      throw resourceNotFound(id);
    }
    const { resource, target } = stored;
    const applied =
      resource.state === 'provisioned'
        ? unsealApplied(this.#keys, resource)
        : undefined;
    if (!applied) {
      return { changes: [], errors: [] };
    }
    const resolved = await this.#values.resolve(target, { secrets: true });
    return {
      changes: compareResolved(
        { variables: variablesOf(applied), tags: tagsOf(applied), configs: [] },
        { ...resolved, variables: givenNow(resolved, applied) },
      ),
      errors: resolved.errors,
    };
  }
}

function variablesOf({
  values,
  sensitive,
  origins,
}: AppliedInputs): ComparedVariable[] {
  return Object.entries(values).map(([name, value]) => ({
    name,
    sensitive: sensitive.includes(name),
    isSet: true,
    value,
    provenance: memberOf(origins?.variables, name),
  }));
}

/** A module's own default was not given to it, and is not now. */
function givenNow(
  { variables }: ResolvedValues,
  { values, sensitive }: AppliedInputs,
): ComparedVariable[] {
  return variables
    .filter(
      ({ name, provenance }) =>
        provenance?.source !== 'module_default' || Object.hasOwn(values, name),
    )
    .map(variable => ({
      ...variable,
      sensitive: variable.sensitive || sensitive.includes(variable.name),
    }));
}

function tagsOf({ tags, origins }: AppliedInputs): EffectiveEntry[] {
  return Object.entries(tags).map(([name, value]) => ({
    name,
    value,
    own: false,
    inheritedByChildren: true,
    ...memberOf(origins?.tags, name),
  }));
}

function memberOf<T>(
  record: Record<string, T> | undefined,
  name: string,
): T | undefined {
  return record && Object.hasOwn(record, name) ? record[name] : undefined;
}
