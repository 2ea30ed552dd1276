import type { Knex } from 'knex';
import { together } from '../database';
import type { VersionDefinition, VersionStore } from '../versions';
import type { ChangeStore } from './ChangeStore';
import type { HierarchyStore } from './HierarchyStore';
import type { ResourceStore } from './ResourceStore';
import type { ChangeRecord, ResourceRecord } from './types';
import type { ValuesService, ValueTarget } from './ValuesService';

/** A stored resource with what its values are resolved for. */
export interface StoredTarget {
  resource: ResourceRecord;
  version: VersionDefinition | undefined;
  target: ValueTarget;
}

/** The same with its pending change, where there is one. */
export interface EditedTarget extends StoredTarget {
  changed?: Pick<StoredTarget, 'version' | 'target'>;
}

/** Reads many resources at once, ready to be resolved. */
export class TargetReader {
  readonly #resources: ResourceStore;
  readonly #hierarchy: HierarchyStore;
  readonly #changes: ChangeStore;
  readonly #versions: VersionStore;
  readonly #values: ValuesService;

  constructor(options: {
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    changes: ChangeStore;
    versions: VersionStore;
    values: ValuesService;
  }) {
    this.#resources = options.resources;
    this.#hierarchy = options.hierarchy;
    this.#changes = options.changes;
    this.#versions = options.versions;
    this.#values = options.values;
  }

  /** What exists of these, and passes the filter, in the order of the ids. */
  async read(
    ids: string[],
    filter: (resource: ResourceRecord) => boolean = () => true,
  ): Promise<StoredTarget[]> {
    const found = (await this.#resources.getMany(ids)).filter(filter);
    const byId = new Map(found.map(resource => [resource.id, resource]));
    return this.of(ids.flatMap(id => byId.get(id) ?? []));
  }

  /** Those of these, without their pending changes. */
  async of(records: ResourceRecord[], db?: Knex): Promise<StoredTarget[]> {
    return this.#targets(records, new Map(), db);
  }

  /** One with a change that is laid over it, where there is one. */
  async ofOne(
    record: ResourceRecord,
    change: ChangeRecord | undefined,
    db?: Knex,
  ): Promise<Pick<StoredTarget, 'version' | 'target'>> {
    const changes = new Map(change ? [[record.id, change]] : []);
    const [{ changed, ...stored }] = await this.#targets([record], changes, db);
    return changed ?? stored;
  }

  /** With the pending changes of these. */
  async withChanges(
    records: ResourceRecord[],
    db?: Knex,
  ): Promise<EditedTarget[]> {
    const ids = records.map(({ id }) => id);
    return this.#targets(records, await this.#changes.getMany(ids, db), db);
  }

  /** A fixed number of queries for any number of resources. */
  async #targets(
    records: ResourceRecord[],
    changes: ReadonlyMap<string, ChangeRecord>,
    db?: Knex,
  ): Promise<EditedTarget[]> {
    const ids = records.map(({ id }) => id);
    const [parents, entries, versions] = await together(db, [
      () => this.#hierarchy.parents(ids, db),
      () => this.#resources.entries(ids, db),
      () =>
        this.#versions.definitions(
          records.flatMap(({ id, versionId }) =>
            [versionId, changes.get(id)?.payload.versionId].flatMap(
              version => version ?? [],
            ),
          ),
          db,
        ),
    ]);
    const targetOf = (resource: ResourceRecord, change?: ChangeRecord) => {
      const version = versions.get(
        change?.payload.versionId ?? resource.versionId ?? '',
      );
      const target = this.#values.targetOf({
        resource,
        parentIds: parents.get(resource.id)!.map(parent => parent.id),
        entries: entries.get(resource.id)!,
        version,
        change,
      });
      return { version, target };
    };
    return records.map(resource => {
      const change = changes.get(resource.id);
      return {
        resource,
        ...targetOf(resource),
        ...(change && { changed: targetOf(resource, change) }),
      };
    });
  }
}
