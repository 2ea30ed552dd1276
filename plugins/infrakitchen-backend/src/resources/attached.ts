import type {
  IntegrationRef,
  ResourcePatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** A connection of a resource by name, as revisions and changes show it. */
export type AttachedRef = {
  id: string;
  name: string;
  /** Tells several integrations of one provider apart. */
  alias?: string;
};

/** What a resource is connected by, in the order of the names. */
export interface Attached {
  integrations: AttachedRef[];
  secrets: AttachedRef[];
}

export const nothingAttached: Attached = { integrations: [], secrets: [] };

/** What a caller asks to be attached; absent lists stay as they are. */
export type WantedAttached = Pick<ResourcePatch, 'integrations' | 'secretIds'>;

/** Refs as a caller gives them. */
export function toIntegrationRefs(refs: IntegrationRef[]): IntegrationRef[] {
  return refs.map(({ id, alias }) => ({ id, ...(alias && { alias }) }));
}

/** By name, and by id where names are equal: the same on every database. */
export function byName(
  a: Pick<AttachedRef, 'id' | 'name'>,
  b: Pick<AttachedRef, 'id' | 'name'>,
): number {
  return (
    Number(a.name > b.name) - Number(a.name < b.name) ||
    Number(a.id > b.id) - Number(a.id < b.id)
  );
}
