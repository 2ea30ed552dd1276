import type { ModuleRefs } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { GitClient, Remote } from './GitClient';
import { byName, compareTags } from './refs';

const TAGS = 'refs/tags/';
const BRANCHES = 'refs/heads/';

type ModuleRef = ModuleRefs['tags'][number];

/** Reads the tags and branches of remotes. */
export class RemoteRefs {
  readonly #git: GitClient;

  constructor(git: GitClient) {
    this.#git = git;
  }

  async list(remote: Remote): Promise<ModuleRefs> {
    // Asked for by kind, since some hosts keep a ref for each pull request.
    const [head, refs] = await Promise.all([
      this.#git.runRemote(remote, [
        'ls-remote',
        '--symref',
        '--',
        remote.target,
        'HEAD',
      ]),
      this.#git.runRemote(remote, [
        'ls-remote',
        '--tags',
        '--heads',
        '--',
        remote.target,
      ]),
    ]);
    const commits = parseRefs(refs);
    const defaultBranch = /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(head)?.[1];
    const branches = select(commits, BRANCHES).sort(
      (a, b) =>
        Number(b.name === defaultBranch) - Number(a.name === defaultBranch) ||
        byName(a.name, b.name),
    );
    return {
      defaultBranch: branches.some(({ name }) => name === defaultBranch)
        ? defaultBranch
        : undefined,
      tags: select(commits, TAGS).sort((a, b) => compareTags(a.name, b.name)),
      branches,
    };
  }
}

/** Commit by ref. An annotated tag is listed twice; `^{}` marks its commit, which counts. */
function parseRefs(output: string): Map<string, string> {
  const commits = new Map<string, string>();
  for (const line of output.split('\n')) {
    const [sha, ref] = line.split('\t');
    if (!ref) {
      continue;
    }
    if (ref.endsWith('^{}')) {
      commits.set(ref.slice(0, -3), sha);
    } else if (!commits.has(ref)) {
      commits.set(ref, sha);
    }
  }
  return commits;
}

function select(commits: Map<string, string>, prefix: string): ModuleRef[] {
  return [...commits]
    .filter(([ref]) => ref.startsWith(prefix))
    .map(([ref, commitSha]) => ({ name: ref.slice(prefix.length), commitSha }));
}
