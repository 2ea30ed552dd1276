import {
  mkdir,
  readFile,
  readlink,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CommitContent, TreeEntry } from './exportCommit';

const MAX_BYTES = 1_000_000;
const MAX_FILES = 500;

type Kept = TreeEntry & { data?: Buffer; target?: string };

/**
 * The files of a small commit in memory, as git wrote them once: to write them
 * again needs no process, which takes a large backend long to start.
 */
export class CommitSnapshot {
  readonly #entries: Kept[];

  private constructor(entries: Kept[]) {
    this.#entries = entries;
  }

  /** Keeps what git has just written into a folder; nothing where that is much. */
  static async read(
    directory: string,
    content: CommitContent,
  ): Promise<CommitSnapshot | undefined> {
    if (content.bytes > MAX_BYTES || content.entries.length > MAX_FILES) {
      return undefined;
    }
    const entries = await Promise.all(
      content.entries.map(async (entry): Promise<Kept> => {
        const file = join(directory, entry.path);
        switch (entry.kind) {
          case 'link':
            return { ...entry, target: await readlink(file) };
          case 'submodule':
            return entry;
          default:
            return { ...entry, data: await readFile(file) };
        }
      }),
    );
    return new CommitSnapshot(entries);
  }

  /** Writes the files into an empty folder. */
  async write(directory: string): Promise<void> {
    const folders = new Set(
      this.#entries.map(({ kind, path }) =>
        join(directory, kind === 'submodule' ? path : dirname(path)),
      ),
    );
    await Promise.all(
      [directory, ...folders].map(folder => mkdir(folder, { recursive: true })),
    );
    await Promise.all(
      this.#entries.map(async ({ kind, path, data, target }) => {
        const file = join(directory, path);
        if (target !== undefined) {
          await symlink(target, file);
        } else if (data !== undefined) {
          const mode = kind === 'program' ? 0o777 : 0o666;
          await writeFile(file, data, { mode, flag: 'wx' });
        }
      }),
    );
  }
}
