import type { Knex } from 'knex';
import type { TemplateVersion } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { VersionStore } from '../versions';
import type { ChangeStore } from './ChangeStore';
import type { HierarchyStore } from './HierarchyStore';
import type { ResourceStore } from './ResourceStore';
import type { ChangeRecord, ResourceRecord } from './types';
import type { ValuesService, ValueTarget } from './ValuesService';

/** A stored resource with what its values are resolved from. */
export interface ResourceTarget {
  resource: ResourceRecord;
  version: TemplateVersion | undefined;
  target: ValueTarget;
  /** The same with the pending change, where there is one. */
  changed?: { version: TemplateVersion | undefined; target: ValueTarget };
}

/** Reads what the values of many stored resources are resolved from at once. */
export class ResourceTargets {
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

  /** A fixed number of queries for any number of resources. */
  async read(records: ResourceRecord[], db?: Knex): Promise<ResourceTarget[]> {
    const ids = records.map(({ id }) => id);
    // In turn: a transaction has one connection.
    const parents = await this.#hierarchy.parents(ids, db);
    const entries = await this.#resources.entries(ids, db);
    const changes = await this.#changes.getMany(ids, db);
    const versions = new Map(
      (await this.#versions.getMany(versionIds(records, changes), db)).map(
        version => [version.id, version],
      ),
    );
    const targetOf = (resource: ResourceRecord, change?: ChangeRecord) => {
      const id = change?.payload.versionId ?? resource.versionId;
      const version = id ? versions.get(id) : undefined;
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
        changed: change && targetOf(resource, change),
      };
    });
  }
}

function versionIds(
  records: ResourceRecord[],
  changes: Map<string, ChangeRecord>,
): string[] {
  const ids = records.flatMap(({ id, versionId }) => [
    versionId,
    changes.get(id)?.payload.versionId,
  ]);
  return [...new Set(ids.filter(id => id !== undefined))];
}
