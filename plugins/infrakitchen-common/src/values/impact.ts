import type { JsonValue } from '@backstage/types';
import type {
  EffectiveEntry,
  ImpactChange,
  Provenance,
  ValueError,
} from '../api';
import { jsonEquals } from './json';
import type { ResolvedValues, ResolvedVariable } from './types';

/**
 * What {@link compareResolved} needs to know besides the two sides.
 *
 * @public
 */
export interface CompareOptions {
  /**
   * Configs that matter by themselves. Of the others only the variables that
   * they feed are told.
   */
  matters?: (config: string) => boolean;
  /**
   * Variables that are set anew. Where such a value is secret it counts as
   * changed without being compared: an answer would confirm a guess.
   */
  setAnew?: Iterable<string>;
}

/** Values side by side, as far as they decide what a run is given. @public */
export type ComparedValues = Pick<ResolvedValues, 'tags' | 'configs'> & {
  variables: readonly ComparedVariable[];
};

/** A variable that is compared. @public */
export type ComparedVariable = Pick<
  ResolvedVariable,
  | 'name'
  | 'sensitive'
  | 'isSet'
  | 'value'
  | 'withheld'
  | 'unknown'
  | 'provenance'
>;

/**
 * The inputs of a resource that differ between two resolutions: variables in
 * the order of the module, then tags and configs by name. A secret that is
 * withheld is compared by where it comes from; of any secret only the fact that
 * it changes is told.
 *
 * @public
 */
export function compareResolved(
  before: ComparedValues,
  after: ComparedValues,
  options: CompareOptions = {},
): ImpactChange[] {
  const setAnew = new Set(options.setAnew);
  const matters = options.matters ?? (() => false);
  return [
    ...compareVariables(before.variables, after.variables, setAnew),
    ...compareEntries('tag', before.tags, after.tags),
    ...compareEntries('config', before.configs, after.configs).filter(
      ({ name }) => matters(name),
    ),
  ];
}

/**
 * The errors that were not there before. The same fault with other values is
 * not a new one.
 *
 * @public
 */
export function newErrors(
  before: readonly ValueError[],
  after: readonly ValueError[],
): ValueError[] {
  const known = new Set(before.map(faultOf));
  return after.filter(error => !known.has(faultOf(error)));
}

function faultOf({ code, variable, culprits }: ValueError): string {
  return JSON.stringify([code, variable ?? culprits?.[0]?.name]);
}

function compareVariables(
  before: readonly ComparedVariable[],
  after: readonly ComparedVariable[],
  setAnew: ReadonlySet<string>,
): ImpactChange[] {
  const old = new Map(before.map(item => [item.name, item]));
  const now = new Map(after.map(item => [item.name, item]));
  const names = new Set([...now.keys(), ...old.keys()]);
  return [...names].flatMap(name => {
    const change = compareVariable(
      name,
      old.get(name),
      now.get(name),
      setAnew.has(name),
    );
    return change ? [change] : [];
  });
}

function compareVariable(
  name: string,
  before: ComparedVariable | undefined,
  after: ComparedVariable | undefined,
  isSetAnew: boolean,
): ImpactChange | undefined {
  const unknown = after?.unknown ?? false;
  const sides = [before, after];
  const hidden = sides.some(
    side => side?.sensitive || (side?.withheld && !side.unknown),
  );
  const differs =
    unknown ||
    (before?.isSet ?? false) !== (after?.isSet ?? false) ||
    (hidden
      ? isSetAnew || !isSameSecret(before, after)
      : !jsonEquals(before?.value, after?.value));
  return differs
    ? told('variable', name, {
        hidden,
        unknown,
        before: before?.isSet ? before : undefined,
        after: after?.isSet ? after : undefined,
      })
    : undefined;
}

function isSameSecret(
  before: ComparedVariable | undefined,
  after: ComparedVariable | undefined,
): boolean {
  return before?.withheld || after?.withheld
    ? originOf(before?.provenance) === originOf(after?.provenance)
    : jsonEquals(before?.value, after?.value);
}

/** A pending change and what it became are the same place. */
function originOf(provenance: Provenance | undefined): string {
  const { source, resource, project, name } = provenance ?? {};
  return JSON.stringify([
    source === 'change' ? 'resource' : source,
    resource?.id,
    project?.id,
    name,
  ]);
}

function compareEntries(
  kind: 'tag' | 'config',
  before: readonly EffectiveEntry[],
  after: readonly EffectiveEntry[],
): ImpactChange[] {
  const old = byName(before);
  const now = byName(after);
  const names = new Set([...old.keys(), ...now.keys()]);
  return [...names].sort().flatMap(name => {
    const was = old.get(name) ?? [];
    const is = now.get(name) ?? [];
    return jsonEquals(valuesOf(was), valuesOf(is))
      ? []
      : [told(kind, name, { before: single(was), after: single(is) })];
  });
}

function byName(
  entries: readonly EffectiveEntry[],
): Map<string, EffectiveEntry[]> {
  const result = new Map<string, EffectiveEntry[]>();
  for (const entry of entries) {
    result.set(entry.name, [...(result.get(entry.name) ?? []), entry]);
  }
  return result;
}

function valuesOf(entries: readonly EffectiveEntry[]): string[] {
  return entries.map(({ value }) => value).sort();
}

/** In a conflict there are several, and none of them holds. */
function single(entries: readonly EffectiveEntry[]): Side | undefined {
  const [first, second] = entries;
  return first && !second
    ? { value: first.value, provenance: provenanceOf(first) }
    : undefined;
}

/** Where an entry comes from, as far as that is known. */
function provenanceOf({
  own,
  resource,
  project,
}: EffectiveEntry): Provenance | undefined {
  if (project) {
    return { source: 'project', project };
  }
  if (own) {
    return { source: 'resource', ...(resource && { resource }) };
  }
  return resource && { source: 'config', resource };
}

interface Side {
  value?: JsonValue;
  provenance?: Provenance;
}

function told(
  kind: ImpactChange['kind'],
  name: string,
  change: {
    hidden?: boolean;
    unknown?: boolean;
    before: Side | undefined;
    after: Side | undefined;
  },
): ImpactChange {
  const { hidden = false, unknown = false, before, after } = change;
  return {
    kind,
    name,
    sensitive: hidden,
    ...(!hidden && before?.value !== undefined && { before: before.value }),
    ...(!hidden && after?.value !== undefined && { after: after.value }),
    ...(unknown && { unknown }),
    ...(before?.provenance && { provenanceBefore: before.provenance }),
    ...(after?.provenance && { provenanceAfter: after.provenance }),
  };
}
