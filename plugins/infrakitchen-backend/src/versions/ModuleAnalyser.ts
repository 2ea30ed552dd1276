import type {
  AnalysedModule,
  ModuleSource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Engine } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { GitSources } from '../sources';
import { normaliseModulePath } from './modulePath';
import type { NormalisedSource } from './types';

/** Reads modules out of repositories, and leaves nothing behind. */
export class ModuleAnalyser {
  readonly #sources: Pick<GitSources, 'normaliseUrl' | 'resolve' | 'checkout'>;
  readonly #engine: Pick<Engine, 'analyse'>;
  readonly #directory: string;

  constructor(options: {
    sources: Pick<GitSources, 'normaliseUrl' | 'resolve' | 'checkout'>;
    engine: Pick<Engine, 'analyse'>;
    /** Folder for checkouts, each of which is removed at once. */
    workingDirectory: string;
  }) {
    this.#sources = options.sources;
    this.#engine = options.engine;
    this.#directory = resolve(options.workingDirectory);
  }

  /** The source in the form that is stored; reaches nothing. */
  normalise(source: ModuleSource): NormalisedSource {
    return {
      repositoryUrl: this.#sources.normaliseUrl(source.repositoryUrl),
      path: normaliseModulePath(source.path),
      refType: source.refType,
      ref: source.ref,
    };
  }

  /**
   * Resolves the tag or branch now and reads the module at that commit.
   *
   * @throws InputError `ref_not_found`, `path_not_found` or `module_invalid`, among others.
   */
  async analyse(source: NormalisedSource): Promise<AnalysedModule> {
    const commitSha = await this.#sources.resolve(source);
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const root = await mkdtemp(join(this.#directory, 'module-'));
    try {
      await this.#sources.checkout({
        repositoryUrl: source.repositoryUrl,
        commitSha,
        directory: root,
      });
      const analysis = await this.#engine.analyse({ root, path: source.path });
      return { commitSha, analysis };
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }
}
