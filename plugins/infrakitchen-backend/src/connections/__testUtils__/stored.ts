import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { filesBelow } from '../../faults/__testUtils__/leaks';
import { tablesOf } from '../../__testUtils__/tables';
import { until } from '../../__testUtils__/until';
import type { LifeWorld } from './LifeWorld';

/** Every table and every file that is left after runs, with its content. */
export async function everythingStored({
  knex,
  workingDirectory,
}: LifeWorld): Promise<[place: string, text: string][]> {
  const folders = path.join(workingDirectory, 'worker-0', 'runs');
  await until(async () => (await readdir(folders)).length === 0);
  const found: [string, string][] = [];
  for (const table of await tablesOf(knex)) {
    const rows: Record<string, unknown>[] = await knex(table);
    const text = rows.flatMap(Object.values).map(textOf).join('\n');
    found.push([table, text]);
  }
  const files = await filesBelow(workingDirectory);
  return [
    ...found,
    ...files.map(({ place, data }): [string, string] => [
      place,
      data.toString('latin1'),
    ]),
  ];
}

/** Which of some secrets can be read in a text, in one of their usual forms. */
export function readableIn(text: string, secrets: string[]): string[] {
  return secrets.filter(secret => {
    const bytes = Buffer.from(secret);
    return [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      bytes.toString('hex'),
      // Without the end, which depends on what stands behind it.
      bytes.toString('base64').slice(0, -4),
    ].some(form => text.includes(form));
  });
}

function textOf(value: unknown): string {
  return Buffer.isBuffer(value)
    ? value.toString('latin1')
    : JSON.stringify(value) ?? '';
}
