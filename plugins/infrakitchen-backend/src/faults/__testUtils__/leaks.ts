import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import createKnex, { type Knex } from 'knex';
import { spec } from '../../schema/generated/spec';
import type { BackendProcess } from './backendProcess';

/** A place where something was written, and what. */
export interface Trace {
  place: string;
  data: Buffer;
}

/**
 * How a value that holds this word shows up in text, whatever else the value
 * holds and however it was encoded. The word must be of letters and digits. One
 * half of it is as much of a leak: it may have been cut in two on its way.
 */
export function tracesOf(word: string): string[] {
  const half = Math.ceil(word.length / 2);
  return [word.slice(0, half), word.slice(half)].flatMap(encodingsOf);
}

function encodingsOf(part: string): string[] {
  const bytes = Buffer.from(part);
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].map(shift => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    // Without the characters that the neighbours decide too.
    return text.slice(4, -4);
  });
  return [
    part,
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map(text => text.replace(/\+/g, '-').replace(/\//g, '_')),
  ];
}

/** Where one of these words can be read, in any encoding. */
export function leaksOf(words: string[], traces: Trace[]): string[] {
  const needles = words.flatMap(tracesOf);
  return traces.flatMap(({ place, data }) =>
    needles.flatMap(needle => {
      const at = data.indexOf(needle);
      return at < 0
        ? []
        : [`${place}: …${data.subarray(Math.max(0, at - 200), at + 60)}…`];
    }),
  );
}

/** All files below a folder, without those that go while it is looked at. */
export async function filesBelow(directory: string): Promise<Trace[]> {
  const entries = await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  });
  const traces = await Promise.all(
    entries
      .filter(entry => entry.isFile())
      .map(async entry => {
        const place = path.join(entry.parentPath, entry.name);
        const data = await readFile(place).catch(orGone);
        return data ? [{ place, data }] : [];
      }),
  );
  return traces.flat();
}

function orGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') {
    throw error;
  }
}

/** Everything in a database: the files of SQLite, all rows of PostgreSQL. */
export async function databaseContent(config: object): Promise<Trace[]> {
  const { client, connection } = config as {
    client: string;
    connection: Knex.StaticConnectionConfig & { directory: string };
  };
  if (client !== 'pg') {
    return filesBelow(connection.directory);
  }
  const knex = createKnex({ client, connection, pool: { min: 0, max: 1 } });
  try {
    const tables: { schema: string; name: string }[] = await knex(
      'information_schema.tables',
    )
      .whereNotIn('table_schema', ['pg_catalog', 'information_schema'])
      .where('table_type', 'BASE TABLE')
      .select({ schema: 'table_schema', name: 'table_name' });
    const traces: Trace[] = [];
    for (const { schema, name } of tables) {
      const { rows } = await knex.raw('select t::text as row from ??.?? t', [
        schema,
        name,
      ]);
      traces.push({
        place: `table ${schema}.${name}`,
        data: Buffer.from(
          rows.map(({ row }: { row: string }) => row).join('\n'),
        ),
      });
    }
    return traces;
  } finally {
    await knex.destroy();
  }
}

/** Where anything that was written can be read; a new sink is a line here. */
export function sinksOf(options: {
  backend: BackendProcess;
  database: object;
  workingDirectory: string;
  /** Records that are gone by now. */
  deleted?: Record<string, string[]>;
}): Record<string, () => Promise<Trace[]>> {
  const { backend, database, workingDirectory, deleted } = options;
  return {
    database: () => databaseContent(database),
    api: () => everyAnswer(backend, deleted),
    // With what the platform's auditor was told.
    log: async () => [traceOf('backend log', backend.output())],
    answers: async () =>
      backend.answers.map((text, index) => traceOf(`answer ${index}`, text)),
    files: () => filesBelow(workingDirectory),
    notifications: async () => [
      traceOf('notifications', await backend.notifications()),
    ],
  };
}

function traceOf(place: string, text: string): Trace {
  return { place, data: Buffer.from(text) };
}

interface Operation {
  parameters?: Parameter[];
  responses: Record<string, { $ref?: string; content?: object }>;
}

interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  required?: boolean;
  schema: { type?: string; enum?: string[] };
}

const document = spec as unknown as {
  paths: Record<string, { get?: Operation; parameters?: Parameter[] }>;
};

/** Nouns of the API by the kind of record that revisions are kept of. */
const revised = {
  template: 'templates',
  version: 'versions',
  resource: 'resources',
  project: 'projects',
  integration: 'integrations',
  secret: 'secrets',
  storage: 'storages',
} as const;

/** The answers of every GET operation of the document, for every record. */
export async function everyAnswer(
  backend: BackendProcess,
  deleted: Record<string, string[]> = {},
): Promise<Trace[]> {
  const records = await recordsOf(backend, deleted);
  const traces: Trace[] = [];
  for (const [template, { get, parameters = [] }] of Object.entries(
    document.paths,
  )) {
    const all = [...parameters, ...(get?.parameters ?? [])].map(resolved);
    for (const route of get ? routesOf(template, records) : []) {
      for (const query of queriesOf(template, all, records)) {
        for (const accept of typesOf(get!)) {
          const response = await backend.fetch(`${route}${query}`, {
            headers: { accept },
          });
          const place = `GET ${route}${query} (${accept}) ${response.status}`;
          traces.push(traceOf(place, await response.text()));
        }
      }
    }
  }
  return traces;
}

/** Ids by noun; a noun of the API is listed under its name. */
async function recordsOf(
  backend: BackendProcess,
  deleted: Record<string, string[]>,
): Promise<Record<string, string[]>> {
  const list = async (route: string): Promise<string[]> => {
    const response = await backend.fetch(`${route}?limit=200`);
    const { items = [] } = response.ok
      ? ((await response.json()) as { items?: { id: string }[] })
      : {};
    return items.map(({ id }) => id);
  };
  const records: Record<string, string[]> = {};
  for (const [route, { get }] of Object.entries(document.paths)) {
    const [, noun, more] = route.split('/');
    if (get && more === undefined) {
      records[noun] = await list(`/${noun}`);
    }
  }
  const versions = await Promise.all(
    records.templates.map(id => list(`/templates/${id}/versions`)),
  );
  records.versions = versions.flat();
  const pullRequests = await Promise.all(
    records.workspaces.map(id => list(`/workspaces/${id}/pull-requests`)),
  );
  records['pull-requests'] = pullRequests.flat();
  for (const [noun, ids] of Object.entries(deleted)) {
    records[noun].push(...ids);
  }
  return records;
}

function routesOf(
  template: string,
  records: Record<string, string[]>,
): string[] {
  const [, noun] = template.split('/');
  if (noun === 'revisions') {
    return Object.entries(revised).flatMap(([kind, kinds]) =>
      (records[kinds] ?? []).map(id =>
        template.replace('{kind}', kind).replace('{id}', id),
      ),
    );
  }
  if (!template.includes('{')) {
    return [template];
  }
  // What cannot be listed must be added above, so that it is looked at too.
  expect(Object.keys(records)).toContain(noun);
  return records[noun].map(id => template.replace('{id}', id));
}

/** Queries that an operation must have, one for each of their values. */
function queriesOf(
  template: string,
  parameters: Parameter[],
  records: Record<string, string[]>,
): string[] {
  if (template.endsWith('/compare')) {
    return [1, 2, 3, 4, 5, 6].map(from => `?from=${from}&to=${from + 1}`);
  }
  if (template.endsWith('/schema')) {
    return [`?parents=${records.resources.join('&parents=')}`];
  }
  const required = parameters.filter(
    parameter => parameter.in === 'query' && parameter.required,
  );
  if (required.length === 0) {
    return [''];
  }
  const [{ name, schema }] = required;
  expect({ template, values: schema.enum }).toEqual({
    template,
    values: expect.any(Array),
  });
  return schema.enum!.map(value => `?${name}=${value}`);
}

function typesOf({ responses }: Operation): string[] {
  const { content } = resolved(responses['200']);
  return Object.keys(content ?? { 'application/json': {} });
}

/** What a reference of the document stands for. */
function resolved<T extends { $ref?: string }>(given: T): T {
  return given.$ref
    ? given.$ref
        .split('/')
        .slice(1)
        .reduce((part: any, name) => part[name], spec)
    : given;
}
