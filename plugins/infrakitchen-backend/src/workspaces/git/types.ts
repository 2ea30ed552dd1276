/** Files of a folder by their path in it, with `/` between names. */
export type FolderFiles = Record<string, string>;

/** Who a commit is by. */
export interface CommitAuthor {
  name: string;
  email: string;
}

/** What was pushed. */
export interface PublishedBranch {
  /** Head of the branch. */
  commit: string;
  /** Head of the base branch that it starts from. */
  base: string;
  /** False where the branch had these files already. */
  changed: boolean;
}

/**
 * What the portal does with the git repository of a workspace. Clones are
 * partial and bare: of a large repository only trees on the way to the folder
 * are fetched, and nothing is checked out.
 *
 * Every method throws an `InfrakitchenError` that names the repository:
 * `push_refused` where the host does not take it, such as for a protected
 * branch or a token that may only read, and the codes of `sources/errors`.
 */
export interface WorkspaceGit {
  /**
   * Puts the folder as it should be on a branch on top of the base branch's
   * head, and pushes it. Never forces over commits of others. Makes a commit
   * also where the base has these files already, so that a pull request can ask
   * for approval; an empty repository gets a first commit.
   *
   * @throws `branch_moved` where the head is not what the portal pushed last,
   *         with who committed it and when; `branch_exists` where there is one
   *         that the portal did not make.
   */
  publish(options: {
    url: string;
    baseBranch: string;
    branch: string;
    folder: string;
    /** Every file of the folder; absent to remove it. */
    files?: FolderFiles;
    author: CommitAuthor;
    message: string;
    /** What the portal pushed to the branch last; absent where it did not. */
    expectedHead?: string;
  }): Promise<PublishedBranch>;
  /** Nothing where the branch or commit has no such folder. */
  readFolder(options: {
    url: string;
    /** Name of a branch, or a commit. */
    ref: string;
    folder: string;
  }): Promise<{ commit: string; files: FolderFiles } | undefined>;
  /** Head of each branch that exists. */
  heads(url: string, branches: string[]): Promise<Map<string, string>>;
  /** Unified diff from where the head left the base, at most a megabyte. */
  diff(options: {
    url: string;
    base: string;
    head: string;
    folder?: string;
  }): Promise<{ text: string; truncated: boolean }>;
  /** Whether the files of a commit are in a branch, however it was merged. */
  contains(options: {
    url: string;
    branch: string;
    /** All that the commit changed where absent. */
    folder?: string;
    commit: string;
  }): Promise<boolean>;
  /** The files in which two branches or commits conflict. */
  conflicts(options: {
    url: string;
    base: string;
    head: string;
  }): Promise<string[]>;
  /**
   * Merges by a merge commit; for hosts without pull requests.
   *
   * @throws `branch_moved` and `merge_conflict`.
   */
  merge(options: {
    url: string;
    baseBranch: string;
    branch: string;
    headCommit: string;
    author: CommitAuthor;
    message: string;
  }): Promise<{ commit: string }>;
  /** One that is gone is fine; one that moved stays, with `branch_moved`. */
  deleteBranch(options: {
    url: string;
    branch: string;
    expectedHead: string;
  }): Promise<void>;
  /** Removes what is kept on the disk of other repositories than these. */
  keepOnly(urls: string[]): Promise<void>;
}
