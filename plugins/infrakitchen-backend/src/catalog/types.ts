import type { Knex } from 'knex';

/** What an entity is named after: a template's key and a resource's slug. */
export interface CatalogName {
  templateKey: string;
  slug: string;
}

/** What an entry store is about: what is published, by name. */
export interface EntrySource<T> {
  /** Names of records, and those that they had before. */
  namesOf(ids: string[], db?: Knex): Promise<CatalogName[]>;
  /** What is published under these names now. */
  named(names: CatalogName[], db?: Knex): Promise<T[]>;
  nameOf(item: T): CatalogName;
}

/** A name as the key of a map. */
export function keyOf({ templateKey, slug }: CatalogName): string {
  return `${templateKey}/${slug}`;
}
