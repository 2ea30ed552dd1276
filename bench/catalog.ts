import type { Entity } from '@backstage/catalog-model';
import knexFactory, { type Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  addResources,
  addTemplate,
} from '../plugins/catalog-backend-module-infrakitchen/src/__testUtils__/seed';
import { benchmark, type BenchmarkContext } from './lib/benchmark';
import {
  startCatalogPortal,
  untilShown,
  type CatalogPortal,
} from './lib/catalogPortal';
import { postgresDatabase, type BenchDatabase } from './lib/databases';
import { median, rounded } from './lib/statistics';

const RESOURCES = 10_000;
const EDITS = 15;

benchmark('catalog', { limitMs: 20 * 60_000 }, async context => {
  const database = await postgresDatabase(context);
  if (!database) {
    throw new Error('This needs PostgreSQL, and there is none');
  }
  const { infrakitchen, catalog } = await openDatabases(context, database);
  // Once for the schemas.
  await (await startCatalogPortal({ infrakitchen, catalog })).stop();
  const template = await addTemplate(infrakitchen, { key: 'bucket' });
  const ids = await addResources(
    infrakitchen,
    template,
    Array.from({ length: RESOURCES }, (_, i) => ({ name: `Bucket ${i}` })),
  );
  // As with the first start of all.
  await catalog('backstage_backend_tasks__tasks').delete();

  const start = performance.now();
  const portal = await startCatalogPortal({ infrakitchen, catalog });
  context.defer(() => portal.stop());
  await until(context, async () => portal.mutations.full > 0);
  const comparedMs = performance.now() - start;
  await until(context, async () => (await shown(portal)) === RESOURCES);
  const appearMs = performance.now() - start;
  context.say(
    `${RESOURCES} resources are entities after ${rounded(appearMs)} ms, on ${
      database.description
    }`,
  );

  const { full, delta } = portal.mutations;
  const bare: number[] = [];
  const follow: number[] = [];
  // The first of each only warms up.
  for (let edit = 0; edit <= EDITS; edit++) {
    context.signal.throwIfAborted();
    const text = `Edit ${edit}`;
    const says = (entity: Entity | undefined) =>
      entity?.metadata.description === text;
    const barely = await untilShown(
      portal,
      'bare',
      () => applyBare(portal, text),
      says,
    );
    const at = edit * 331;
    const followed = await untilShown(
      portal,
      `bucket.bucket_${at}`,
      () => describe(portal, ids[at], text),
      says,
    );
    if (edit > 0) {
      bare.push(barely);
      follow.push(followed);
    }
  }
  const gone = ids.length - 1;
  await infrakitchen('resources')
    .where({ id: ids[gone] })
    .update({ state: 'destroyed' });
  const removeMs = await untilShown(
    portal,
    `bucket.bucket_${gone}`,
    () =>
      portal.ask(
        'POST',
        `/infrakitchen/resources/${ids[gone]}/actions/delete`,
        {},
      ),
    entity => entity === undefined,
  );
  return {
    resources: RESOURCES,
    appearMs: rounded(appearMs),
    comparedMs: rounded(comparedMs),
    followMs: rounded(Math.max(...follow)),
    followMedianMs: rounded(median(follow)),
    followBareMs: rounded(median(bare)),
    followRatio: rounded(median(follow) / median(bare), 2),
    removeMs: rounded(removeMs),
    fullRefreshes: portal.mutations.full - full,
    deltas: portal.mutations.delta - delta,
  };
});

/** One schema for each plugin, as a portal with one database has them. */
async function openDatabases(
  context: BenchmarkContext,
  database: BenchDatabase,
): Promise<{ infrakitchen: Knex; catalog: Knex }> {
  const { connection } = database.config as { connection: object };
  const open = async (schema: string) => {
    const knex = knexFactory({
      client: 'pg',
      connection: { ...connection },
      searchPath: [schema],
    });
    context.defer(() => knex.destroy());
    await knex.raw('create schema ??', [schema]);
    return knex;
  };
  return {
    infrakitchen: await open('infrakitchen'),
    catalog: await open('catalog'),
  };
}

async function until(
  context: BenchmarkContext,
  holds: () => Promise<boolean>,
): Promise<void> {
  while (!(await holds())) {
    context.signal.throwIfAborted();
    await sleep(500);
  }
}

/** How many the catalog shows. */
async function shown(portal: CatalogPortal): Promise<number> {
  const { totalItems } = await portal.ask(
    'GET',
    '/catalog/entities/by-query?filter=kind=resource&fields=kind&limit=1',
  );
  return totalItems;
}

/** What a person does who edits a resource. */
async function describe(
  portal: CatalogPortal,
  id: string,
  description: string,
): Promise<void> {
  const path = `/infrakitchen/resources/${id}`;
  const { revision } = await portal.ask('GET', path);
  await portal.ask(
    'PATCH',
    path,
    { description },
    { 'If-Match': `"${revision}"` },
  );
}

/** The same for an entity that has no resource. */
async function applyBare(
  portal: CatalogPortal,
  description: string,
): Promise<void> {
  await portal.bare.applyMutation({
    type: 'delta',
    added: [
      {
        entity: {
          apiVersion: 'backstage.io/v1beta1',
          kind: 'Resource',
          metadata: {
            name: 'bare',
            description,
            annotations: {
              'backstage.io/managed-by-location': 'bench:bare',
              'backstage.io/managed-by-origin-location': 'bench:bare',
            },
          },
          spec: { type: 'bucket', owner: 'unknown' },
        },
        locationKey: 'bench:bare',
      },
    ],
    removed: [],
  });
}
