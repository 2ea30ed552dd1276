import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { repositoryCulprit } from '../../sources';
import type { CommitObject } from './objects';

/** Somebody else has put commits on a branch of the portal. */
export function branchMoved(
  url: string,
  branch: string,
  head: { id: string; commit?: CommitObject } | undefined,
): InfrakitchenError {
  return conflict('branch_moved', {
    url,
    message: head
      ? `The branch '${branch}' of '${url}' has commits that are not the portal's: ${describeCommit(
          head,
        )}`
      : `The branch '${branch}' of '${url}' is gone`,
    hint: head
      ? 'Merge or take back what was pushed there, or delete the branch; the portal never overwrites the commits of others.'
      : undefined,
  });
}

/** There is a branch that the portal did not make. */
export function branchExists(
  url: string,
  branch: string,
  head: { id: string; commit?: CommitObject },
): InfrakitchenError {
  return conflict('branch_exists', {
    url,
    message: `The repository '${url}' has a branch '${branch}' that is not the portal's: ${describeCommit(
      head,
    )}`,
    hint: 'Delete or rename that branch; the portal never overwrites the commits of others.',
  });
}

/** The host does not take what was pushed. */
export function pushRefused(
  url: string,
  branch: string,
  why: string,
): InfrakitchenError {
  return new InfrakitchenError('NotAllowedError', {
    code: 'push_refused',
    message: `The repository '${url}' does not take the branch '${branch}': ${why}`,
    culprits: repositoryCulprit(url),
    hint: 'Check the rights of the integration and the protection of the branch.',
  });
}

/** Both sides changed the same files. */
export function mergeConflict(
  url: string,
  branch: string,
  files: string[],
): InfrakitchenError {
  const shown = files.slice(0, 5).map(file => `'${file}'`);
  const more = files.length - shown.length;
  return conflict('merge_conflict', {
    url,
    message: `The branch '${branch}' of '${url}' cannot be merged: ${
      shown.length > 0
        ? `it conflicts in ${shown.join(', ')}${
            more > 0 ? ` and ${more} more` : ''
          }`
        : 'it has no history in common with the branch that it is for'
    }`,
    hint: 'Run the resource again, which puts its changes on top of what is there now.',
  });
}

/** Something that must be a folder is a file in the repository. */
export function pathTaken(url: string, path: string): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'path_taken',
    message: `The repository '${url}' has a file at '${path}', where generated code needs a folder; move it away`,
    culprits: [...repositoryCulprit(url), { kind: 'file', name: path }],
  });
}

/** A commit is neither here nor at the host. */
export function commitNotFound(url: string, why: string): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'commit_not_found',
    message: `The repository '${url}' no longer has ${why}`,
    culprits: repositoryCulprit(url),
  });
}

/** Who committed what and when; texts of others are one line each. */
function describeCommit({
  id,
  commit,
}: {
  id: string;
  commit?: CommitObject;
}): string {
  if (!commit) {
    return id.slice(0, 12);
  }
  const { committer, author } = commit;
  const [subject] = commit.message.split('\n');
  return `${id.slice(0, 12)} "${oneLine(subject, 100)}" by ${oneLine(
    author.name,
    80,
  )} <${oneLine(author.email, 120)}>, committed at ${new Date(
    committer.at,
  ).toISOString()}`;
}

/** Text of others for a message of ours. */
export function oneLine(text: string, limit: number): string {
  const line = text.replace(/[\p{C}\s]+/gu, ' ').trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

function conflict(
  code: string,
  options: { url: string; message: string; hint?: string },
): InfrakitchenError {
  const { url, message, hint } = options;
  return new InfrakitchenError('ConflictError', {
    code,
    message,
    culprits: repositoryCulprit(url),
    hint,
  });
}
