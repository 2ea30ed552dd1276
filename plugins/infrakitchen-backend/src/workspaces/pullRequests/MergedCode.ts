import type {
  HostedRepository,
  PullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { WorkspaceGit } from '../git/types';
import type { PullRequestRecord } from '../types';
import { filesDigest as digestOf } from '../filesDigest';

/** What a merged pull request has brought to the default branch. */
export type Merged =
  /** What the portal generated for the plan with this digest. */
  | { kind: 'generated'; planDigest: string; filesDigest: string }
  /** Something else, and why that is so. */
  | { kind: 'foreign'; why: string };

/** Compares what was merged with what was generated, however it was merged. */
export class MergedCode {
  readonly #git: Pick<WorkspaceGit, 'readFolder' | 'contains'>;

  constructor(options: { git: Pick<WorkspaceGit, 'readFolder' | 'contains'> }) {
    this.#git = options.git;
  }

  async read(
    record: PullRequestRecord,
    live: PullRequest,
    where: { repository: HostedRepository; folder: string },
  ): Promise<Merged> {
    const { repository, folder } = where;
    const { defaultBranch, cloneUrl: url } = repository;
    if (live.targetBranch !== defaultBranch) {
      return {
        kind: 'foreign',
        why: `It was merged into '${live.targetBranch}', which is not the default branch '${defaultBranch}'`,
      };
    }
    const pushes = record.pushes ?? [];
    const index = pushes.findIndex(({ commit }) => commit === live.headCommit);
    const isLast = index === pushes.length - 1;
    const push = pushes[index];
    // What an older head was generated for; else what the pull request showed.
    const planDigest =
      push && !isLast ? push.planDigest : record.planDigest ?? '';
    const filesDigest = push?.filesDigest ?? record.filesDigest ?? '';
    const ref = live.mergeCommit ?? defaultBranch;
    const isSame =
      (await this.#holds(url, ref, { folder, filesDigest })) ||
      // Its folder may have changed since, where the host tells no commit.
      (!live.mergeCommit &&
        push !== undefined &&
        (await this.#git.contains({
          url,
          branch: defaultBranch,
          folder,
          commit: live.headCommit,
        })));
    return isSame
      ? { kind: 'generated', planDigest, filesDigest }
      : {
          kind: 'foreign',
          why: push
            ? 'The files of its folder on the default branch are not those that were generated'
            : 'Somebody changed the files of its folder on the branch before it was merged',
        };
  }

  async #holds(
    url: string,
    ref: string,
    { folder, filesDigest }: { folder: string; filesDigest: string },
  ): Promise<boolean> {
    const found = await this.#git.readFolder({ url, ref, folder });
    return digestOf(found?.files ?? {}) === filesDigest;
  }
}
