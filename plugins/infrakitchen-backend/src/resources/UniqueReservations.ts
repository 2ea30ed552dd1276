import type { Knex } from 'knex';
import {
  InfrakitchenError,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { TemplateStore } from '../templates';
import type { UniqueReserver } from '../versions';
import type { EditedTarget, TargetReader } from './TargetReader';
import { resourceCulprit } from './types';
import { uniqueHashes, type UniqueValue } from './uniqueValues';
import { UniqueValueStore } from './UniqueValueStore';
import type { ValuesService } from './ValuesService';

/** Resources that are resolved at a time. */
const BATCH = 500;
/** A look at rules that nobody has saved is bounded. */
const MAX_COMPARED = 1_000;

/** A value of a resource that is to be unique from now on. */
interface Claim extends UniqueValue {
  resource: { id: string; name: string };
}

/** A value of a resource that another one has too. */
export interface Collision {
  variable: string;
  other: { id: string; name: string };
}

/** Reserves values of resources that exist for rules that come later. */
export class UniqueReservations implements UniqueReserver {
  readonly #knex: Knex;
  readonly #templates: TemplateStore;
  readonly #reserved = new UniqueValueStore();
  readonly #targets: TargetReader;
  readonly #values: ValuesService;

  constructor(options: {
    knex: Knex;
    templates: TemplateStore;
    targets: TargetReader;
    values: ValuesService;
  }) {
    this.#knex = options.knex;
    this.#templates = options.templates;
    this.#targets = options.targets;
    this.#values = options.values;
  }

  async reserve(
    tx: Knex.Transaction,
    ...[before, after]: [Ruled, Ruled]
  ): Promise<void> {
    const [old, now] = [uniqueNames(before), uniqueNames(after)];
    const added = now.filter(name => !old.includes(name));
    const dropped = old.filter(name => !now.includes(name));
    if (dropped.length > 0) {
      await this.#reserved.release(tx, after.id, dropped);
    }
    if (added.length === 0) {
      return;
    }
    // Who creates a resource holds the template; who changes one holds its row.
    await this.#templates.lock(tx, after.templateId);
    let last: string | undefined;
    do {
      const batch = await this.#reserved.lockUsers(tx, after.id, {
        after: last,
        limit: BATCH,
      });
      const targets = await this.#targets.withChanges(batch, tx);
      await this.#claim(
        tx,
        after,
        await this.#claims(tx, targets, after, added),
      );
      last = batch.length === BATCH ? batch.at(-1)!.id : undefined;
    } while (last);
  }

  /**
   * By resource what stands in the way of rules that nobody has saved yet,
   * among the first resources that they are about. Saving looks at all.
   */
  async collisions(
    before: Ruled,
    after: Ruled,
  ): Promise<Map<string, Collision[]>> {
    const old = uniqueNames(before);
    const added = uniqueNames(after).filter(name => !old.includes(name));
    if (added.length === 0) {
      return new Map();
    }
    const users = await this.#reserved.users(this.#knex, after.id, {
      limit: MAX_COMPARED,
    });
    const targets = await this.#targets.withChanges(users);
    const claims = await this.#claims(undefined, targets, after, added);
    const held = await this.#reserved.holders(
      this.#knex,
      after.templateId,
      claims,
    );
    const holders = new Map<string, { id: string; name: string }[]>();
    for (const claim of [
      ...claims,
      ...held.map(({ id, name, ...value }) => ({
        ...value,
        resource: { id, name },
      })),
    ]) {
      const key = keyOf(claim);
      holders.set(key, [...(holders.get(key) ?? []), claim.resource]);
    }
    const found = new Map<string, Collision[]>();
    for (const { resource, ...value } of claims) {
      const other = holders
        .get(keyOf(value))!
        .find(({ id }) => id !== resource.id);
      if (other) {
        const known = found.get(resource.id) ?? [];
        found.set(resource.id, [
          ...known.filter(({ variable }) => variable !== value.variable),
          { variable: value.variable, other },
        ]);
      }
    }
    return found;
  }

  async #claims(
    tx: Knex.Transaction | undefined,
    targets: EditedTarget[],
    version: Ruled,
    names: string[],
  ): Promise<Claim[]> {
    const states = targets.flatMap(({ resource, changed, ...stored }) =>
      [stored, ...(changed ? [changed] : [])]
        .filter(state => state.version?.id === version.id)
        .map(({ target }) => ({ resource, target })),
    );
    const resolve = await this.#values.resolver(
      states.map(({ target }) => target),
      { secrets: false, db: tx },
    );
    return states.flatMap(({ resource, target }) =>
      uniqueHashes(version, resolve(target).variables)
        .filter(({ variable }) => names.includes(variable))
        .map(value => ({ ...value, resource })),
    );
  }

  async #claim(
    tx: Knex.Transaction,
    { templateId }: Ruled,
    claims: Claim[],
  ): Promise<void> {
    const holders = new Map<string, Claim>();
    for (const claim of claims) {
      const key = keyOf(claim);
      const holder = holders.get(key);
      if (holder && holder.resource.id !== claim.resource.id) {
        throw taken(claim, holder.resource);
      }
      holders.set(key, claim);
    }
    const held = await this.#reserved.reserve(
      tx,
      templateId,
      [...holders.values()].map(({ resource, variable, hash }) => ({
        resourceId: resource.id,
        variable,
        hash,
      })),
    );
    for (const { id, name, ...value } of held) {
      const claim = holders.get(keyOf(value))!;
      if (claim.resource.id !== id) {
        throw taken(claim, { id, name });
      }
    }
  }
}

type Ruled = Pick<TemplateVersion, 'id' | 'templateId' | 'variableRules'>;

function keyOf({ variable, hash }: UniqueValue): string {
  return `${variable} ${hash}`;
}

function uniqueNames({ variableRules }: Ruled): string[] {
  return Object.keys(variableRules).filter(name => variableRules[name].unique);
}

function taken(
  { variable, resource }: Claim,
  holder: { id: string; name: string },
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'not_unique',
    message: `The variable '${variable}' cannot become unique: '${holder.name}' and '${resource.name}' have the same value. Give one of them another value first`,
    culprits: [
      { kind: 'variable', name: variable },
      resourceCulprit(holder),
      resourceCulprit(resource),
    ],
  });
}
