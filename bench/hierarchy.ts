import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mockCredentials } from '@backstage/backend-test-utils';
import knexFactory, { type Knex } from 'knex';
import {
  startBackendProcess,
  type BackendProcess,
} from '../plugins/infrakitchen-backend/src/faults/__testUtils__/backendProcess';
import { benchmark, type BenchmarkContext } from './lib/benchmark';
import {
  postgresDatabase,
  sqliteDatabase,
  type BenchDatabase,
} from './lib/databases';
import { seedHierarchy, type SeededHierarchy } from './lib/hierarchy';
import { median, rounded } from './lib/statistics';

/** A process that has just started still compiles what it runs. */
const WARM_UP_MS = 2_000;
const RUNS = 31;
const READER = 'user:default/dev';
const PLUGIN = 'infrakitchen';

/** Medians in milliseconds, each beside a bare query of the same rows. */
type Figures = Record<string, number>;

/** One thing that a user does, and the rows that it is about. */
interface Task {
  name: string;
  ask: (run: number) => Promise<unknown>;
  rows: (run: number) => Promise<unknown>;
}

benchmark('hierarchy', { limitMs: 15 * 60_000 }, async context => {
  const postgres = await measure(context, () => postgresDatabase(context));
  const sqlite = await measure(context, async directory =>
    sqliteDatabase(directory),
  );
  return {
    ...(postgres ?? sqlite),
    database: postgres ? 'postgresql' : 'sqlite',
    ...(postgres && sqlite && { sqliteRatios: ratios(sqlite, postgres) }),
    all: { postgresql: postgres, sqlite },
  };
});

async function measure(
  context: BenchmarkContext,
  open: (directory: string) => Promise<BenchDatabase | undefined>,
): Promise<Figures | undefined> {
  const directory = await mkdtemp(path.join(tmpdir(), 'infrakitchen-bench-'));
  context.defer(() => rm(directory, { recursive: true, force: true }));
  const database = await open(directory);
  if (!database) {
    return undefined;
  }
  const backend = await startBackendProcess({
    world: { directory, config: configIn(directory) },
    database: database.config,
  });
  context.defer(() => backend.stop());
  const knex = connect(database, directory);
  context.defer(() => knex.destroy());
  const seeded = await seedHierarchy(knex, READER);
  context.say(`${database.description}: ${seeded.count} resources`);
  const figures: Figures = {};
  for (const task of await tasksOf(backend, knex, seeded)) {
    context.signal.throwIfAborted();
    const asked = await medianOf(task.ask);
    const bare = await medianOf(task.rows);
    figures[`${task.name}Ms`] = rounded(asked, 1);
    figures[`${task.name}BareMs`] = rounded(bare, 2);
    figures[`${task.name}Ratio`] = rounded(asked / bare, 1);
    context.say(
      `  ${task.name}: ${rounded(asked, 1)} ms, bare ${rounded(bare, 2)} ms`,
    );
  }
  return figures;
}

/** What is measured, in the order of the figures. */
async function tasksOf(
  backend: BackendProcess,
  knex: Knex,
  seeded: SeededHierarchy,
): Promise<Task[]> {
  const { rootId, regionId, leafId, templateIds } = seeded;
  const above = knex('resource_ancestors as a').where('a.resource_id', leafId);
  const lowest = templateIds[templateIds.length - 1];
  const list = `/resources?filter=templateId=${lowest}&filter=state=provisioned&filter=living=true&limit=50`;
  const first = await get(backend, list);
  const second = `${list}&cursor=${encodeURIComponent(first.nextCursor)}`;
  const pages = [first, await get(backend, second)];
  const tasks: Task[] = [
    {
      name: 'effective',
      ask: () => get(backend, `/resources/${leafId}/effective`),
      rows: async () => [
        await above
          .clone()
          .join('resources as r', 'r.id', 'a.ancestor_id')
          .select('r.*'),
        await above
          .clone()
          .join('resource_entries as e', 'e.resource_id', 'a.ancestor_id')
          .select('e.*'),
      ],
    },
    {
      name: 'page',
      ask: run => get(backend, run % 2 === 0 ? list : second),
      rows: run =>
        knex('resources')
          .whereIn(
            'id',
            pages[run % 2].items.map((item: { id: string }) => item.id),
          )
          .orderBy('name'),
    },
    {
      name: 'subtree',
      ask: async () => {
        const tree = await get(
          backend,
          `/resources/${regionId}/tree?limit=10000`,
        );
        if (tree.nodes.length !== 10_000) {
          throw new Error(`The tree has ${tree.nodes.length} nodes`);
        }
      },
      rows: async () => [
        await knex('resource_ancestors as a')
          .join('resources as r', 'r.id', 'a.resource_id')
          .where('a.ancestor_id', regionId)
          .select('r.id', 'r.name', 'r.template_id', 'r.state', 'r.status'),
        await knex('resource_ancestors as a')
          .join('resource_parents as p', 'p.resource_id', 'a.resource_id')
          .where('a.ancestor_id', regionId)
          .select('p.resource_id', 'p.parent_id'),
      ],
    },
  ];
  const impact = {
    tags: [
      { name: 'cost-center', value: '3000' },
      { name: 'company', value: 'acme' },
    ],
  };
  tasks.push({
    name: 'impact',
    ask: () =>
      ask(backend, `/resources/${rootId}/impact`, 'user:default/root', impact),
    rows: () =>
      knex('resource_ancestors')
        .where({ ancestor_id: rootId })
        .pluck('resource_id'),
  });
  return tasks;
}

function get(backend: BackendProcess, route: string): Promise<any> {
  return ask(backend, route, READER);
}

/** As a page asks; the client of the tests keeps every answer. */
async function ask(
  backend: BackendProcess,
  route: string,
  user: string,
  body?: object,
): Promise<any> {
  const response = await fetch(`${backend.baseUrl}${route}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: mockCredentials.user.header(user),
      'content-type': 'application/json',
    },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`${route}: ${await response.text()}`);
  }
  return response.json();
}

async function medianOf(
  work: (run: number) => Promise<unknown>,
): Promise<number> {
  const warmAt = performance.now() + WARM_UP_MS;
  for (let run = 0; performance.now() < warmAt; run++) {
    await work(run);
  }
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    await work(run);
    times.push(performance.now() - start);
  }
  return median(times);
}

/** How many times longer each task takes on SQLite. */
function ratios(sqlite: Figures, postgres: Figures): Figures {
  return Object.fromEntries(
    Object.keys(postgres)
      .filter(name => name.endsWith('Ms') && !name.endsWith('BareMs'))
      .map(name => [
        name.slice(0, -'Ms'.length),
        rounded(sqlite[name] / postgres[name], 2),
      ]),
  );
}

/** A portal without runs, whose reader has grants of the database alone. */
function configIn(directory: string): object {
  return {
    infrakitchen: {
      workingDirectory: path.join(directory, 'work'),
      encryption: { keys: [{ id: 'bench', secret: 'b'.repeat(40) }] },
      access: {
        everyone: 'none',
        grants: [{ principal: 'user:default/root', role: 'admin' }],
      },
      runs: { enabled: false },
    },
  };
}

/** The portal's own tables, past the portal. */
function connect(database: BenchDatabase, directory: string): Knex {
  const connection = database.config.connection as {
    connectionString?: string;
  };
  return database.name === 'sqlite'
    ? knexFactory({
        client: 'better-sqlite3',
        connection: path.join(directory, 'database', `${PLUGIN}.sqlite`),
        useNullAsDefault: true,
      })
    : knexFactory({
        client: 'pg',
        connection: connection.connectionString,
        searchPath: [PLUGIN],
      });
}
