import type { GitClient } from './GitClient';
import {
  exportCommit,
  readContent,
  type CheckoutLimits,
  type CommitContent,
} from './exportCommit';

const KNOWN_COMMITS = 200;

/** Writes commits into folders; a commit that was written before is listed no more. */
export class CommitExporter {
  readonly #git: GitClient;
  readonly #limits: CheckoutLimits;
  /** A commit never changes, so what is known of it stays true; the last used last. */
  readonly #known = new Map<string, CommitContent>();

  constructor(options: { git: GitClient; limits: CheckoutLimits }) {
    this.#git = options.git;
    this.#limits = options.limits;
  }

  /**
   * Writes the files of a commit into a folder.
   *
   * @throws InputError `checkout_too_large` or `link_outside_repository`.
   * @throws GitCommandFailed where the commit is not there.
   */
  async export(options: {
    gitDirectory: string;
    commitSha: string;
    directory: string;
  }): Promise<void> {
    await exportCommit(this.#git, {
      ...options,
      content: await this.#contentOf(options),
      limits: this.#limits,
    });
  }

  async #contentOf(options: {
    gitDirectory: string;
    commitSha: string;
  }): Promise<CommitContent> {
    const { commitSha } = options;
    const content =
      this.#known.get(commitSha) ?? (await readContent(this.#git, options));
    this.#known.delete(commitSha);
    this.#known.set(commitSha, content);
    if (this.#known.size > KNOWN_COMMITS) {
      const [oldest] = this.#known.keys();
      this.#known.delete(oldest);
    }
    return content;
  }
}
