import type { CommitAuthor, FolderFiles } from './types';

/** A commit to be made. */
export interface CommitDraft {
  /** The first one has the files that stay as they are. */
  parents: string[];
  author: CommitAuthor;
  committer: CommitAuthor;
  message: string;
  /** What is different from the first parent. */
  change?:
    | { folder: string; files?: FolderFiles }
    /** All files at once, of a tree that is at hand. */
    | { tree: string };
}

const NOTHING = '0'.repeat(40);

/**
 * What `git fast-import` reads to make a commit: one process in place of one
 * for each file and folder, which needs no index and so no more of a large
 * repository than the folders on the way. Its ref is gone in the end.
 */
export function fastImportOf(draft: CommitDraft, ref: string, now: number) {
  const [first, ...others] = draft.parents;
  const seconds = Math.floor(now / 1000);
  const person = ({ name, email }: CommitAuthor) =>
    `${name} <${email}> ${seconds} +0000`;
  return [
    'feature done',
    `commit ${ref}`,
    'mark :1',
    `author ${person(draft.author)}`,
    `committer ${person(draft.committer)}`,
    data(draft.message),
    ...(first ? [`from ${first}`] : []),
    ...others.map(parent => `merge ${parent}`),
    ...changes(draft.change),
    '',
    'get-mark :1',
    `reset ${ref}`,
    `from ${NOTHING.slice(0, first?.length ?? NOTHING.length)}`,
    '',
    'done',
    '',
  ].join('\n');
}

function changes(change: CommitDraft['change']): string[] {
  if (!change) {
    return [];
  }
  if ('tree' in change) {
    return [`M 040000 ${change.tree} ""`];
  }
  const { folder, files = {} } = change;
  return [
    `D ${quoted(folder)}`,
    ...Object.keys(files)
      .sort()
      .flatMap(path => [
        `M 100644 inline ${quoted(`${folder}/${path}`)}`,
        data(files[path]),
      ]),
  ];
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

/** Paths have no control characters, so these two are all there is to escape. */
function quoted(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&')}"`;
}
