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
 * holds and however it was encoded. The word must be of letters and digits.
 */
export function tracesOf(word: string): string[] {
  const bytes = Buffer.from(word);
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].map(shift => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    // Without the characters that the neighbours decide too.
    return text.slice(4, -4);
  });
  return [
    word,
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

/** All files below a folder. */
export async function filesBelow(directory: string): Promise<Trace[]> {
  const entries = await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  });
  return Promise.all(
    entries
      .filter(entry => entry.isFile())
      .map(async entry => {
        const place = path.join(entry.parentPath, entry.name);
        return { place, data: await readFile(place) };
      }),
  );
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

/** The answers of every GET route of the API, for every record. */
export async function everyAnswer(backend: BackendProcess): Promise<Trace[]> {
  const { client } = backend;
  const [templates, resources, runs] = await Promise.all([
    client.listTemplates({ limit: 200 }),
    client.listResources({ limit: 200 }),
    client.listRuns({ limit: 200 }),
  ]);
  const versions = await Promise.all(
    templates.items.map(({ id }) => client.listVersions(id)),
  );
  const idsOf: Record<string, string[]> = {
    templates: templates.items.map(({ id }) => id),
    resources: resources.items.map(({ id }) => id),
    runs: runs.items.map(({ id }) => id),
    versions: versions.flatMap(({ items }) => items.map(({ id }) => id)),
  };
  const routes = getRoutes().flatMap(route => {
    const [, noun] = route.split('/');
    if (!route.includes('{')) {
      return [route];
    }
    // A new noun must be added above, so that its routes are looked at too.
    expect(Object.keys(idsOf)).toContain(noun);
    return idsOf[noun].map(id => route.replace('{id}', id));
  });
  const parents = `parents=${idsOf.resources.join('&parents=')}`;
  const requests = routes.flatMap(route => [
    { route, accept: 'application/json' },
    ...(route.endsWith('/log') ? [{ route, accept: 'text/event-stream' }] : []),
  ]);
  const traces: Trace[] = [];
  for (const { route, accept } of requests) {
    const query = route.endsWith('/schema') ? `?${parents}` : '';
    const response = await backend.fetch(`${route}${query}`, {
      headers: { accept },
    });
    traces.push({
      place: `GET ${route} (${accept}) ${response.status}`,
      data: Buffer.from(await response.text()),
    });
  }
  return traces;
}

function getRoutes(): string[] {
  const { paths } = spec as { paths: Record<string, object> };
  return Object.entries(paths)
    .filter(([, operations]) => 'get' in operations)
    .map(([route]) => route);
}
