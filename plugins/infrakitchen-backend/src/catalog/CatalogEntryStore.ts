import { createHash } from 'node:crypto';
import { canonicalJson } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { JsonValue } from '@backstage/types';
import type { Knex } from 'knex';
import { inTransaction, invalidCursor } from '../database';
import { keyOf, type CatalogName, type EntrySource } from './types';

/** Names of what is gone are kept for readers who were away for so long. */
const KEEP_GONE_MS = 7 * 24 * 60 * 60_000;

/** The digest of a name that nothing is published under. */
const GONE = '';

/** Where entries are kept, with the column of the record that they are of. */
const idColumns = {
  catalog_entries: 'resource_id',
  catalog_templates: 'template_id',
} as const;

interface EntryRow {
  template_key: string;
  slug: string;
  resource_id?: string;
  template_id?: string;
  seq: string | number;
  digest: string;
  changed_at: string | number;
}

/** A place in the order of changes. */
type Position = [seq: number, templateKey: string, slug: string];

/** Remembers which names have changed, in the order in which they did. */
export class CatalogEntryStore<T extends { id: string }> {
  readonly #knex: Knex;
  readonly #feed: EntrySource<T>;
  readonly #table: keyof typeof idColumns;

  constructor(options: {
    knex: Knex;
    feed: EntrySource<T>;
    /** That of resources where absent. */
    table?: keyof typeof idColumns;
  }) {
    this.#knex = options.knex;
    this.#feed = options.feed;
    this.#table = options.table ?? 'catalog_entries';
  }

  /**
   * Looks at records again, and at what was published under their names.
   *
   * @returns whether the catalog has to show any of it differently.
   */
  async touch(ids: string[]): Promise<boolean> {
    const names = await this.#feed.namesOf(ids);
    // Most of what happens to a record does not show in the catalog.
    if ((await this.#changed(names, this.#knex)).length === 0) {
      return false;
    }
    return inTransaction(this.#knex, async tx => {
      const seq = await nextSeq(tx);
      const rows = await this.#changed(names, tx);
      const now = Date.now();
      for (const row of rows) {
        row.seq = seq;
        row.changed_at = now;
      }
      if (rows.length > 0) {
        await tx(this.#table)
          .insert(rows)
          .onConflict(['template_key', 'slug'])
          .merge();
      }
      await tx(this.#table)
        .where('changed_at', '<', now - KEEP_GONE_MS)
        .where({ digest: GONE })
        .delete();
      return rows.length > 0;
    });
  }

  /** The newest position. */
  async head(): Promise<string> {
    const row = await this.#knex('catalog_position').first('seq');
    return encode([Number(row.seq) + 1, '', '']);
  }

  /** Names that changed after a position or a time. */
  async changes(from: {
    after?: string;
    since?: number;
    limit: number;
  }): Promise<{ names: CatalogName[]; position: string; hasMore: boolean }> {
    const start = from.after
      ? decode(from.after)
      : await this.#before(from.since ?? 0);
    const rows: EntryRow[] = await this.#knex(this.#table)
      .whereRaw('(seq, template_key, slug) > (?, ?, ?)', start)
      .orderBy(['seq', 'template_key', 'slug'])
      .limit(from.limit + 1)
      .select('seq', 'template_key', 'slug');
    const hasMore = rows.length > from.limit;
    rows.length = Math.min(rows.length, from.limit);
    const last = rows.at(-1);
    return {
      names: rows.map(row => ({
        templateKey: row.template_key,
        slug: row.slug,
      })),
      position: encode(
        last ? [Number(last.seq), last.template_key, last.slug] : start,
      ),
      hasMore,
    };
  }

  /** The position in front of the first change since a time. */
  async #before(time: number): Promise<Position> {
    const first = await this.#knex(this.#table)
      .where('changed_at', '>=', time)
      .min({ seq: 'seq' })
      .first();
    if (first?.seq !== null && first?.seq !== undefined) {
      return [Number(first.seq), '', ''];
    }
    return decode(await this.head());
  }

  /** What differs from what was told last. */
  async #changed(names: CatalogName[], db: Knex): Promise<EntryRow[]> {
    const present = new Map(
      (await this.#feed.named(names, db)).map(item => [
        keyOf(this.#feed.nameOf(item)),
        item,
      ]),
    );
    const known = new Map(
      (await this.#known(names, db)).map(row => [
        keyOf({ templateKey: row.template_key, slug: row.slug }),
        row,
      ]),
    );
    const idColumn = idColumns[this.#table];
    return names.flatMap(name => {
      const item = present.get(keyOf(name));
      const before = known.get(keyOf(name));
      const digest = item ? digestOf(item) : GONE;
      if (digest === (before?.digest ?? GONE)) {
        return [];
      }
      return {
        template_key: name.templateKey,
        slug: name.slug,
        [idColumn]: item?.id ?? before![idColumn],
        seq: 0,
        digest,
        changed_at: 0,
      };
    });
  }

  async #known(names: CatalogName[], db: Knex): Promise<EntryRow[]> {
    return db(this.#table).whereIn(
      ['template_key', 'slug'],
      names.map(({ templateKey, slug }) => [templateKey, slug]),
    );
  }
}

/** Taken one after the other: whoever has it makes others wait for the commit. */
async function nextSeq(tx: Knex.Transaction): Promise<number> {
  await tx('catalog_position').where({ id: 1 }).increment('seq', 1);
  const row = await tx('catalog_position').where({ id: 1 }).first('seq');
  return Number(row.seq);
}

function digestOf(item: object): string {
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify(item)) as JsonValue))
    .digest('hex');
}

function encode(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function decode(text: string): Position {
  try {
    const [seq, ...name] = JSON.parse(
      Buffer.from(text, 'base64url').toString('utf8'),
    ) as Position;
    if (
      Number.isSafeInteger(seq) &&
      name.length === 2 &&
      name.every(part => typeof part === 'string' && !part.includes('\0'))
    ) {
      return [seq, ...name];
    }
  } catch {
    // Falls through to the one error for every broken position.
  }
  throw invalidCursor();
}
