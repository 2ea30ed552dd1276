import { randomBytes } from 'node:crypto';
import type {
  HostedRepository,
  HostUser,
  PullRequest,
  RepositoryHost,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { FolderFiles, WorkspaceGit } from '../../git/types';

const newCommit = () => randomBytes(20).toString('hex');

/**
 * A host and its git in memory, for tests of many pull requests at once: what
 * it does is what the real ones do, without a process for each step.
 */
export function createMemoryHost() {
  /** Files of folders by commit; nothing where a commit has no such folder. */
  const commits = new Map<string, Map<string, FolderFiles | undefined>>();
  const branches = new Map<string, string>([['main', newCommit()]]);
  commits.set(branches.get('main')!, new Map());
  const pullRequests: PullRequest[] = [];
  const hosted: HostedRepository = {
    id: '1',
    fullName: 'acme/infra',
    name: 'infra',
    cloneUrl: 'https://git.example.com/acme/infra',
    defaultBranch: 'main',
    archived: false,
    writable: true,
  };
  const at = (ref: string) => commits.get(branches.get(ref) ?? ref)!;
  const found = (number: string) => pullRequests[Number(number) - 1];

  function end(number: string, state: 'merged' | 'closed', by: HostUser) {
    const pullRequest = found(number);
    if (pullRequest.state !== 'open') {
      return;
    }
    Object.assign(pullRequest, { state, endedBy: by });
    if (state === 'merged') {
      const commit = newCommit();
      commits.set(
        commit,
        new Map([...at('main'), ...at(pullRequest.headCommit)]),
      );
      branches.set('main', commit);
      pullRequest.mergeCommit = commit;
    }
  }

  const portal: HostUser = { id: '1', login: 'portal' };
  const host: Partial<RepositoryHost> = {
    repository: async () => hosted,
    pullRequestsFrom: async (_, branch) =>
      pullRequests.filter(({ sourceBranch }) => sourceBranch === branch),
    pullRequest: async (_, number) => ({ ...found(number) }),
    async openPullRequest(_, { sourceBranch, targetBranch, title, body }) {
      const number = String(pullRequests.length + 1);
      pullRequests.push({
        ...{ number, title, body, sourceBranch, targetBranch },
        state: 'open',
        headCommit: branches.get(sourceBranch)!,
        webUrl: `https://git.example.com/acme/infra/pulls/${number}`,
        mergeability: 'mergeable',
        blockers: [],
        checks: [],
      });
      return { ...found(number) };
    },
    async mergePullRequest(_, number) {
      end(number, 'merged', portal);
      return { ...found(number) };
    },
    async closePullRequest(_, number) {
      end(number, 'closed', portal);
      return { ...found(number) };
    },
    comment: async () => {},
  };
  const git: Partial<WorkspaceGit> = {
    async heads(_, names) {
      return new Map(
        names.flatMap(name => {
          const head = branches.get(name);
          return head ? [[name, head] as const] : [];
        }),
      );
    },
    async publish({ branch, folder, files }) {
      const commit = newCommit();
      commits.set(commit, new Map([[folder, files]]));
      branches.set(branch, commit);
      return { commit, base: branches.get('main')!, changed: true };
    },
    async readFolder({ ref, folder }) {
      const files = at(ref).get(folder);
      return files && { commit: ref, files };
    },
    deleteBranch: async ({ branch }) => {
      branches.delete(branch);
    },
  };
  return {
    host: host as RepositoryHost,
    git: git as WorkspaceGit,
    merge: (number: string, by: HostUser) => end(number, 'merged', by),
    close: (number: string, by: HostUser) => end(number, 'closed', by),
  };
}
