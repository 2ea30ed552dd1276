import type { Entity } from '@backstage/catalog-model';

/** One thing that changed: its entity, or the ref of one that is gone. */
export type EntityChange = { entity: Entity } | { removed: string };

/** Changes, and where to go on. */
export interface ChangeBatch {
  changes: EntityChange[];
  position: string;
  hasMore: boolean;
}

/** Where a provider has its entities from: all of them, or those that changed. */
export interface EntityFeed {
  /** Name of the provider; the catalog knows by it what belongs to it. */
  readonly name: string;
  /** A batch of everything. */
  list(cursor?: string): Promise<{ entities: Entity[]; nextCursor?: string }>;
  /** The newest position. */
  head(): Promise<string>;
  /** A batch of what changed after a position or a time. */
  changes(from: { after: string } | { since: Date }): Promise<ChangeBatch>;
}
