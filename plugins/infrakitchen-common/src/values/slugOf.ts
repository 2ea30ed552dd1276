/**
 * A resource's name as folders, branches, catalog entities and the unique index
 * carry it.
 *
 * @public
 */
export function slugOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '_');
}
