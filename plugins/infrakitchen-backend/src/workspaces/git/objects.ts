import type { CommitAuthor } from './types';

/** A commit as git stores it. */
export interface CommitObject {
  tree: string;
  /** As they are in the commit, whether they are at hand or not. */
  parents: string[];
  author: CommitAuthor & { at: number };
  committer: CommitAuthor & { at: number };
  message: string;
}

/** One thing in a folder of a commit. */
export interface TreeEntry {
  type: 'blob' | 'tree' | 'commit';
  id: string;
  path: string;
}

/** Reads the content of a commit object. */
export function parseCommit(text: string): CommitObject {
  const end = text.indexOf('\n\n');
  const head = (end < 0 ? text : text.slice(0, end)).split('\n');
  const all = (name: string) =>
    head
      .filter(line => line.startsWith(`${name} `))
      .map(line => line.slice(name.length + 1));
  return {
    tree: all('tree')[0],
    parents: all('parent'),
    author: parsePerson(all('author')[0] ?? ''),
    committer: parsePerson(all('committer')[0] ?? ''),
    message: end < 0 ? '' : text.slice(end + 2),
  };
}

/** Reads what `ls-tree -z` lists. */
export function parseTree(text: string): TreeEntry[] {
  return text
    .split('\0')
    .filter(Boolean)
    .map(line => {
      const tab = line.indexOf('\t');
      const [, type, id] = line.slice(0, tab).split(' ');
      return {
        type: type as TreeEntry['type'],
        id,
        path: line.slice(tab + 1),
      };
    });
}

function parsePerson(text: string): CommitAuthor & { at: number } {
  const found = /^(.*?) ?<([^>]*)> (\d+)/.exec(text);
  const seconds = Number(found?.[3] ?? 0);
  return {
    name: found?.[1] ?? '',
    email: found?.[2] ?? '',
    // Hostile commits have years that no date can hold.
    at: Math.min(seconds, 4_102_444_800) * 1000,
  };
}
