import type {
  Culprit,
  EffectiveEntry,
  ProjectLink,
  ResourceLink,
  ValueError,
} from '../api';
import { describeResource, listOf, quote } from './messages';
import type {
  AncestorNode,
  GivenEntry,
  OwnValues,
  ProjectDefaults,
} from './types';

type EntryKind = 'tag' | 'config';

/** An entry where it is defined. */
export interface Definition {
  name: string;
  value: string;
  own: boolean;
  inheritedByChildren: boolean;
  resource?: ResourceLink;
  project?: ProjectLink;
}

/**
 * Definitions at one distance that say different things: normally a single
 * one, more in a conflict.
 */
export type Level = readonly [Definition, ...Definition[]];

/** Definitions of one kind by name, each nearest first. */
export type EntryIndex = ReadonlyMap<string, readonly Level[]>;

/**
 * Indexes the entries that count for a resource: its own, whether inheritable
 * or not, those that its ancestors pass on and, farthest of all, those that its
 * project hands down.
 *
 * @param ancestors - Nearest first.
 */
export function indexEntries(
  kind: EntryKind,
  own: OwnValues,
  ancestors: readonly AncestorNode[],
  project: ProjectDefaults | undefined,
): EntryIndex {
  const index = new Map<string, { distance: number; level: Definition[] }[]>();

  const add = (distance: number, definition: Definition) => {
    const levels = index.get(definition.name) ?? [];
    index.set(definition.name, levels);
    const last = levels.at(-1);
    if (last?.distance !== distance) {
      levels.push({ distance, level: [definition] });
    } else if (!last.level.some(other => other.value === definition.value)) {
      last.level.push(definition);
    }
  };

  for (const entry of lastOfEachName(entriesOf(kind, own))) {
    add(0, define(entry, true, { resource: own.resource }));
  }
  for (const { distance, link, entries } of ancestors) {
    for (const entry of handedDown(kind, entries)) {
      add(distance, define(entry, false, { resource: link }));
    }
  }
  for (const entry of project ? handedDown(kind, project.entries) : []) {
    add(Infinity, define(entry, false, { project: project!.link }));
  }
  return new Map(
    Array.from(index, ([name, levels]) => [
      name,
      levels.map(({ level }) => level as unknown as Level),
    ]),
  );
}

/**
 * The entries that hold, by name. In a conflict all that are equally near are
 * listed.
 */
export function effectiveEntries(index: EntryIndex): EffectiveEntry[] {
  return [...index.keys()]
    .sort()
    .flatMap(name => [...index.get(name)![0]] as EffectiveEntry[]);
}

/** Tags that equally near ancestors define differently. */
export function tagConflicts(index: EntryIndex): ValueError[] {
  return [...index.values()]
    .filter(([nearest]) => nearest.length > 1)
    .map(([nearest]) => conflictError('tag', nearest));
}

/** Says that ancestors at the same distance contradict each other. */
export function conflictError(
  kind: EntryKind,
  level: Level,
  variable?: string,
): ValueError {
  const { name } = level[0];
  const definitions = level.map(
    ({ resource, value }) => `${describeResource(resource)} (${quote(value)})`,
  );
  const feeds = variable === undefined ? '' : ` for the variable of that name`;
  return {
    code: `conflicting_${kind}`,
    message:
      `The ${kind} ${quote(name)} is inherited${feeds} with different values ` +
      `from ${listOf(definitions)}, which are equally near. Set the ${kind} ` +
      `on this resource, or make the values equal.`,
    ...(variable !== undefined && { variable }),
    culprits: [
      { kind, name } as Culprit,
      ...level.flatMap(({ resource }) => resourceCulprits(resource)),
    ],
  };
}

/** Own entries that are defined twice, of which only one can hold. */
export function duplicateErrors(
  kind: EntryKind,
  entries: readonly GivenEntry[],
): ValueError[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of entries) {
    (seen.has(name) ? twice : seen).add(name);
  }
  return [...twice].map(name => ({
    code: `duplicate_${kind}`,
    message: `The ${kind} ${quote(name)} is set more than once. Keep one.`,
    culprits: [{ kind, name }],
  }));
}

/** The culprit for a resource, if there is one to name. */
export function resourceCulprits(
  resource: ResourceLink | undefined,
): Culprit[] {
  return resource
    ? [{ kind: 'resource', id: resource.id, name: resource.name }]
    : [];
}

/** The culprit for a project, if there is one to name. */
export function projectCulprits(project: ProjectLink | undefined): Culprit[] {
  return project
    ? [{ kind: 'project', id: project.id, name: project.name }]
    : [];
}

function entriesOf(
  kind: EntryKind,
  entries: Pick<OwnValues, 'tags' | 'configs'>,
): readonly GivenEntry[] {
  return kind === 'tag' ? entries.tags : entries.configs;
}

function handedDown(
  kind: EntryKind,
  entries: Pick<OwnValues, 'tags' | 'configs'>,
): GivenEntry[] {
  return [...lastOfEachName(entriesOf(kind, entries))].filter(
    entry => entry.inheritedByChildren ?? true,
  );
}

function lastOfEachName(entries: readonly GivenEntry[]): Iterable<GivenEntry> {
  return new Map(entries.map(entry => [entry.name, entry])).values();
}

function define(
  { name, value, inheritedByChildren = true }: GivenEntry,
  own: boolean,
  { resource, project }: Pick<Definition, 'resource' | 'project'>,
): Definition {
  return {
    name,
    value,
    own,
    inheritedByChildren,
    ...(resource && { resource }),
    ...(project && { project }),
  };
}
