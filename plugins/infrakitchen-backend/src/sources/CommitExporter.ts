import { CommitSnapshot } from './CommitSnapshot';
import {
  assertWithin,
  exportCommit,
  readContent,
  type CheckoutLimits,
} from './exportCommit';
import type { GitClient } from './GitClient';

/** With 1 MB each at most, this bounds their memory. */
const SNAPSHOTS = 30;

/** Writes commits into folders; small ones, the second time, without git. */
export class CommitExporter {
  readonly #git: GitClient;
  readonly #limits: CheckoutLimits;
  /** A commit never changes. The last used is the last here. */
  readonly #snapshots = new Map<string, CommitSnapshot>();

  constructor(options: { git: GitClient; limits: CheckoutLimits }) {
    this.#git = options.git;
    this.#limits = options.limits;
  }

  /**
   * Writes the files of a commit into an empty folder.
   *
   * @throws InputError `checkout_too_large` or `link_outside_repository`.
   * @throws GitCommandFailed where the commit is not there.
   */
  async export(options: {
    gitDirectory: string;
    commitSha: string;
    directory: string;
  }): Promise<void> {
    const { commitSha, directory } = options;
    let snapshot = this.#snapshots.get(commitSha);
    if (snapshot) {
      await snapshot.write(directory);
    } else {
      const content = await readContent(this.#git, options);
      assertWithin(this.#limits, content);
      await exportCommit(this.#git, { ...options, content });
      snapshot = await CommitSnapshot.read(directory, content);
    }
    if (snapshot) {
      this.#keep(commitSha, snapshot);
    }
  }

  #keep(commitSha: string, snapshot: CommitSnapshot): void {
    this.#snapshots.delete(commitSha);
    this.#snapshots.set(commitSha, snapshot);
    if (this.#snapshots.size > SNAPSHOTS) {
      const [oldest] = this.#snapshots.keys();
      this.#snapshots.delete(oldest);
    }
  }
}
