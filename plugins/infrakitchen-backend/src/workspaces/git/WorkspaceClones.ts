import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitAccess, GitClient } from '../../sources';
import { withDirectoryLock } from '../../sources/directoryLock';
import { KeyedMutex } from '../../sources/KeyedMutex';
import { CLONE_CONFIG, WorkspaceClone } from './WorkspaceClone';

/** Each fetch leaves a pack, and too many make git slow. */
const MAX_PACKS = 100;
const MAX_AGE_MS = 7 * 24 * 60 * 60_000;
/** Nothing takes longer, so nobody reads an older clone any more. */
const GRACE_MS = 60 * 60_000;

/**
 * Keeps a partial clone of each repository. One that has grown is made anew
 * beside the old one, which those who are still at it go on with: that costs
 * less than to tidy up, as a clone holds hardly more than the trees of a commit.
 */
export class WorkspaceClones {
  readonly #git: GitClient;
  readonly #directory: string;
  readonly #maxPacks: number;
  readonly #mutex = new KeyedMutex();

  constructor(options: {
    git: GitClient;
    directory: string;
    maxPacks?: number;
  }) {
    this.#git = options.git;
    this.#directory = options.directory;
    this.#maxPacks = options.maxPacks ?? MAX_PACKS;
  }

  /** Makes ready to work with a repository. */
  async open(url: string, access: GitAccess): Promise<WorkspaceClone> {
    const location = this.#git.locate(url);
    const remote = await this.#git.connect(location, access);
    const folder = join(this.#directory, folderNameOf(location.url));
    return new WorkspaceClone({
      git: this.#git,
      remote,
      gitDirectory: await this.#current(folder),
      exclusive: work => this.#exclusive(folder, work),
    });
  }

  /**
   * Removes the clones of other repositories, once nobody can be at them any
   * more; one that is needed after all is made anew.
   */
  async keepOnly(urls: string[]): Promise<void> {
    const kept = new Set(
      urls.map(url => folderNameOf(this.#git.locate(url).url)),
    );
    const names = await readdir(this.#directory).catch(() => []);
    for (const name of names.filter(each => !kept.has(each))) {
      const folder = join(this.#directory, name);
      const clones = await clonesIn(folder);
      const used = await Promise.all(clones.map(({ path }) => isUsed(path)));
      if (!used.includes(true)) {
        await rm(folder, { recursive: true, force: true });
      }
    }
  }

  /** One at a time, in this process and among those that share the disk. */
  async #exclusive<T>(folder: string, work: () => Promise<T>): Promise<T> {
    return this.#mutex.run(folder, () =>
      withDirectoryLock(join(folder, 'lock'), work),
    );
  }

  async #current(folder: string): Promise<string> {
    const found = await this.#usable(folder);
    if (found) {
      return found;
    }
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return this.#exclusive(
      folder,
      // Whoever was first may have made it.
      async () => (await this.#usable(folder)) ?? this.#create(folder),
    );
  }

  async #create(folder: string): Promise<string> {
    const draft = join(folder, `${randomUUID()}.tmp`);
    const created = join(folder, `${Date.now()}.git`);
    try {
      const init = ['init', '--quiet', '--bare', '--template=', '--', draft];
      await this.#git.run(init);
      await writeFile(join(draft, 'config'), CLONE_CONFIG);
      await rename(draft, created);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    await removeOld(folder);
    return created;
  }

  /** The newest clone, unless it is time for another one. */
  async #usable(folder: string): Promise<string | undefined> {
    const [newest] = await clonesIn(folder);
    if (newest === undefined || newest.madeAt < Date.now() - MAX_AGE_MS) {
      return undefined;
    }
    const packs = await readdir(join(newest.path, 'objects', 'pack')).catch(
      () => [],
    );
    return packs.filter(name => name.endsWith('.pack')).length > this.#maxPacks
      ? undefined
      : newest.path;
  }
}

async function removeOld(folder: string): Promise<void> {
  const [, ...older] = await clonesIn(folder);
  await Promise.all(
    older.map(async ({ path }) => {
      if (!(await isUsed(path))) {
        await rm(path, { recursive: true, force: true });
      }
    }),
  );
}

/** Whether somebody may be at a clone just now. */
async function isUsed(path: string): Promise<boolean> {
  // Fetching touches the folder, and so does writing objects.
  const touched = await stat(join(path, 'objects')).catch(() => undefined);
  return touched !== undefined && touched.mtimeMs >= Date.now() - GRACE_MS;
}

function folderNameOf(url: string): string {
  return createHash('sha256').update(url).digest('hex');
}

/** Newest first. */
async function clonesIn(folder: string) {
  const names = await readdir(folder).catch(() => []);
  return names
    .flatMap(name => {
      const madeAt = Number(/^(\d+)\.git$/.exec(name)?.[1]);
      return Number.isNaN(madeAt) ? [] : [{ path: join(folder, name), madeAt }];
    })
    .sort((a, b) => b.madeAt - a.madeAt);
}
