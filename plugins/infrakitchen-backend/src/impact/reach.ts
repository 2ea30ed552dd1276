import type { AccessScope } from '../access';
import type { TemplateStore } from '../templates';
import type { VersionDefinition, VersionStore } from '../versions';
import type { ImpactStore } from './ImpactStore';
import type { HandedDownChange, Origin, Reach } from './types';

/** What an edit hands down otherwise than before. */
interface HandedDown {
  origin: Origin;
  entries: HandedDownChange[];
  /** Names of outputs. */
  outputs: string[];
  /** The place in the hierarchy changes: anything may. */
  moved: boolean;
  scope?: AccessScope;
}

/**
 * Which versions and templates of what is below an edit may concern. Looked up
 * once for all resources, so that the database needs to know no variables.
 */
export async function readReach(
  deps: {
    impacts: ImpactStore;
    templates: TemplateStore;
    versions: VersionStore;
  },
  { origin, entries, outputs, moved, scope }: HandedDown,
): Promise<Reach> {
  const configs = namesOf(entries, 'config');
  const goneTags = namesOf(
    entries.filter(({ after }) => !after),
    'tag',
  );
  const isPlain = configs.size + goneTags.size + outputs.length === 0;
  const kinds = isPlain || moved ? [] : await deps.impacts.kindsBelow(origin);
  const versions = await deps.versions.definitions(
    configs.size + outputs.length === 0
      ? []
      : kinds.flatMap(({ versionId }) => versionId ?? []),
  );
  const templates = await deps.templates.conventions(
    kinds.map(({ templateId }) => templateId),
  );
  const versionsWhere = (test: (version: VersionDefinition) => boolean) =>
    [...versions.values()].filter(test).map(({ id }) => id);
  const templatesRequiring = (
    kind: 'requiredTags' | 'requiredConfigs',
    names: ReadonlySet<string>,
  ) =>
    [...templates]
      .filter(([, { conventions }]) =>
        conventions[kind].some(name => names.has(name)),
      )
      .map(([id]) => id);
  return {
    origin,
    scope,
    entries,
    everything: moved,
    configVersions: versionsWhere(
      ({ analysis }) =>
        analysis?.variables.some(({ name }) => configs.has(name)) ?? false,
    ),
    configTemplates: templatesRequiring('requiredConfigs', configs),
    tagTemplates: templatesRequiring('requiredTags', goneTags),
    outputVersions: versionsWhere(({ variableRules }) =>
      Object.values(variableRules).some(
        ({ reference }) =>
          origin.kind === 'resource' &&
          reference?.templateId === origin.templateId &&
          outputs.includes(reference.output),
      ),
    ),
  };
}

function namesOf(
  entries: HandedDownChange[],
  kind: HandedDownChange['kind'],
): ReadonlySet<string> {
  return new Set(
    entries.filter(entry => entry.kind === kind).map(({ name }) => name),
  );
}
