/** What an entity is named after: a template's key and a resource's slug. */
export interface CatalogName {
  templateKey: string;
  slug: string;
}

/** A name as the key of a map. */
export function keyOf({ templateKey, slug }: CatalogName): string {
  return `${templateKey}/${slug}`;
}
