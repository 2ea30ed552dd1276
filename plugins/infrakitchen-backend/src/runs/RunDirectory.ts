import { constants, existsSync } from 'node:fs';
import {
  access,
  chmod,
  mkdir,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import type { RenderedModule } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { isId } from '../database';
import { CREDENTIALS_FOLDER } from './credentials/types';
import type { RunRecord } from './types';

/** Commands whose output is kept, each in a folder of this name. */
const SPOOLS = 'spool';

/**
 * The folder of one run, readable by this user alone:
 * `module` (rendered root and source), `spool` (output per command), `home`,
 * `tmp`, `credentials`.
 */
export class RunDirectory {
  readonly root: string;

  /**
   * The folder in which the run was begun, if that is on this machine: its
   * engine, and what that left behind, are there, whoever began it.
   */
  constructor(
    workingDirectory: string,
    run: Pick<RunRecord, 'id' | 'process'>,
  ) {
    const begun =
      run.process && path.resolve(run.process.spoolDirectory, '..', '..');
    this.root =
      begun && existsSync(begun)
        ? begun
        : path.join(workingDirectory, 'runs', run.id);
  }

  /** Ids of the runs that have a folder here. */
  static async list(workingDirectory: string): Promise<string[]> {
    const folder = path.join(workingDirectory, 'runs');
    const names = await readdir(folder).catch(() => []);
    // What else is there, such as `lost+found` of a volume, is nobody's run.
    return names.filter(isId);
  }

  get module(): string {
    return path.join(this.root, 'module');
  }

  /** The checkout, inside the root module so that its path is relative. */
  get source(): string {
    return path.join(this.module, 'source');
  }

  get planFile(): string {
    return path.join(this.root, 'plan.tfplan');
  }

  /** Files of credentials, beside the root module that names them. */
  get credentials(): string {
    return path.join(this.root, CREDENTIALS_FOLDER);
  }

  get home(): string {
    return path.join(this.root, 'home');
  }

  get tmp(): string {
    return path.join(this.root, 'tmp');
  }

  /** The state that an engine could not upload. */
  get erroredState(): string {
    return path.join(this.module, 'errored.tfstate');
  }

  spool(name: string): string {
    return path.join(this.root, SPOOLS, name);
  }

  /** The commands that were started here. */
  async spools(): Promise<string[]> {
    return readdir(path.join(this.root, SPOOLS)).catch(() => []);
  }

  /** Makes an empty folder. */
  async create(): Promise<void> {
    await this.remove();
    for (const folder of [this.root, this.module, this.home, this.tmp]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    }
    // mkdir's mode is subject to the umask and to what was there before.
    await chmod(this.root, 0o700);
  }

  async write(files: RenderedModule): Promise<void> {
    await Promise.all(
      Object.entries(files).map(([name, text]) =>
        writeFile(path.join(this.module, name), text, { mode: 0o600 }),
      ),
    );
  }

  async exists(): Promise<boolean> {
    try {
      await access(this.root, constants.R_OK);
      return true;
    } catch {
      return false;
    }
  }

  async readErroredState(): Promise<Buffer | undefined> {
    try {
      return await readFile(this.erroredState);
    } catch {
      return undefined;
    }
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}
