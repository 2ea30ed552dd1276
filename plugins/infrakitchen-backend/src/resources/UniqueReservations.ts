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

/** A value of a resource that is to be unique from now on. */
interface Claim extends UniqueValue {
  resource: { id: string; name: string };
}

/** Reserves values of resources that exist for rules that come later. */
export class UniqueReservations implements UniqueReserver {
  readonly #templates: TemplateStore;
  readonly #reserved = new UniqueValueStore();
  readonly #targets: TargetReader;
  readonly #values: ValuesService;

  constructor(options: {
    templates: TemplateStore;
    targets: TargetReader;
    values: ValuesService;
  }) {
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

  async #claims(
    tx: Knex.Transaction,
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
      const key = `${claim.variable} ${claim.hash}`;
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
    for (const { variable, hash, id, name } of held) {
      const claim = holders.get(`${variable} ${hash}`)!;
      if (claim.resource.id !== id) {
        throw taken(claim, { id, name });
      }
    }
  }
}

type Ruled = Pick<TemplateVersion, 'id' | 'templateId' | 'variableRules'>;

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
