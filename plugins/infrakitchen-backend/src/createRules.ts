import type { Records } from './createRecords';
import {
  NameContexts,
  UniqueReservations,
  VersionSchemaReader,
} from './resources';
import { ConventionChecker, type TemplateHierarchyStore } from './templates';
import { RuleChecker, VersionComparer, VersionsInUseStore } from './versions';

/** What decides whether conventions and variable rules can be followed. */
export type Rules = ReturnType<typeof createRules>;

/** Puts the checks of conventions and rules together. */
export function createRules(
  records: Pick<
    Records,
    | 'knex'
    | 'templates'
    | 'versions'
    | 'projects'
    | 'resources'
    | 'hierarchy'
    | 'changes'
    | 'values'
    | 'targets'
  >,
  hierarchy: TemplateHierarchyStore,
) {
  const { templates, targets, values } = records;
  const inUse = new VersionsInUseStore(records.knex);
  const naming = new NameContexts(records);
  return {
    inUse,
    naming,
    schemas: new VersionSchemaReader({ ...records, naming }),
    conventions: new ConventionChecker({
      templates,
      hierarchy,
      versions: inUse,
    }),
    comparer: new VersionComparer({ versions: records.versions, inUse }),
    rules: new RuleChecker({ templates, hierarchy, versions: inUse }),
    unique: new UniqueReservations({
      ...{ knex: records.knex, templates, targets, values },
    }),
  };
}
