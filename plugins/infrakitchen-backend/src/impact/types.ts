import type { AccessScope } from '../access';
import {
  jsonEquals,
  type AncestorOutput,
  type Entry,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Entries, ValueTarget } from '../resources';

/** Where an edit takes its effect from. */
export type Origin =
  | { kind: 'resource'; id: string; templateId: string }
  | { kind: 'project'; id: string };

/** A tag or config that is handed down otherwise; absent where it is not. */
export interface HandedDownChange {
  kind: 'tag' | 'config';
  name: string;
  before?: string;
  after?: string;
}

/** A resource whose inputs may change. */
export interface Candidate {
  id: string;
  /** Steps below the edited resource; 0 for the resources of a project. */
  distance: number;
}

/** Where a page begins. */
export type Position = Candidate;

/** An edit of a resource as it would be stored. */
export interface SupposedEdit {
  before: ValueTarget;
  after: ValueTarget;
  outputsBefore: AncestorOutput[];
  outputsAfter: AncestorOutput[];
  /** Sensitive variables of the resource that are set anew. */
  setAnew: string[];
}

/** Tags and configs that children inherit otherwise. */
export function handedDownChanges(
  before: Entries,
  after: Entries,
): HandedDownChange[] {
  return (['tag', 'config'] as const).flatMap(kind => {
    const old = inheritable(before[`${kind}s`]);
    const now = inheritable(after[`${kind}s`]);
    return [...new Set([...old.keys(), ...now.keys()])]
      .map(name => ({
        kind,
        name,
        before: old.get(name),
        after: now.get(name),
      }))
      .filter(change => change.before !== change.after);
  });
}

function inheritable(entries: Entry[]): Map<string, string> {
  return new Map(
    entries
      .filter(entry => entry.inheritedByChildren)
      .map(({ name, value }) => [name, value]),
  );
}

/** Names of outputs that are otherwise than before. */
export function changedOutputs({
  outputsBefore,
  outputsAfter,
}: SupposedEdit): string[] {
  const old = new Map(outputsBefore.map(output => [output.name, output]));
  const now = new Map(outputsAfter.map(output => [output.name, output]));
  return [...new Set([...old.keys(), ...now.keys()])].filter(name => {
    const [before, after] = [old.get(name), now.get(name)];
    return (
      after?.unknown ||
      before?.sensitive !== after?.sensitive ||
      !jsonEquals(before?.value, after?.value)
    );
  });
}

/** Which resources may be reached by an edit. */
export interface Reach {
  origin: Origin;
  entries: HandedDownChange[];
  /** Versions with a variable that a changed config may feed. */
  configVersions: string[];
  /** Templates that require a changed config. */
  configTemplates: string[];
  /** Templates that require a tag which is taken away. */
  tagTemplates: string[];
  /** Versions with a variable that refers to a changed output. */
  outputVersions: string[];
  /** Everything below may change. */
  everything: boolean;
  scope?: AccessScope;
}
