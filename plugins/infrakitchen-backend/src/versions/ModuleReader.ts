import { randomUUID } from 'node:crypto';
import type {
  AnalysedModule,
  ModuleRefs,
  ModuleSource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { JsonObject } from '@backstage/types';
import { actorOf, audited, type CallOptions } from '../access';
import type { HistoryStore } from '../history';
import type { GitSources } from '../sources';
import type { ModuleAnalyser } from './ModuleAnalyser';
import { withoutSecrets } from './types';

/**
 * Looks into repositories for whoever chooses a module, before there is a
 * version. It makes this machine reach others, and leaves a line for that.
 */
export class ModuleReader {
  readonly #sources: Pick<GitSources, 'listRefs' | 'normaliseUrl'>;
  readonly #analyser: ModuleAnalyser;
  readonly #history: HistoryStore;

  constructor(options: {
    sources: Pick<GitSources, 'listRefs' | 'normaliseUrl'>;
    analyser: ModuleAnalyser;
    history: HistoryStore;
  }) {
    this.#sources = options.sources;
    this.#analyser = options.analyser;
    this.#history = options.history;
  }

  async listRefs(
    repositoryUrl: string,
    options: CallOptions,
  ): Promise<ModuleRefs> {
    return this.#audited('module.listed', options, async () => ({
      // Without credentials in it, or it is refused.
      detail: { repositoryUrl: this.#sources.normaliseUrl(repositoryUrl) },
      result: await this.#sources.listRefs(repositoryUrl),
    }));
  }

  async analyse(
    given: ModuleSource,
    options: CallOptions,
  ): Promise<AnalysedModule> {
    return this.#audited('module.analysed', options, async () => {
      const source = this.#analyser.normalise(given);
      const { analysis, ...module } = await this.#analyser.analyse(source);
      const result = { ...module, analysis: withoutSecrets(analysis) };
      return { detail: { ...source }, result };
    });
  }

  async #audited<T>(
    action: string,
    { credentials }: CallOptions,
    work: () => Promise<{ detail: JsonObject; result: T }>,
  ): Promise<T> {
    const actor = actorOf(credentials);
    const entity = { kind: 'module' as const, id: randomUUID() };
    return audited(this.#history, { actor, action, entity }, async () => {
      const { detail, result } = await work();
      await this.#history.auditAlone({
        ...{ actor, action, entity, detail },
        outcome: 'succeeded',
      });
      return result;
    });
  }
}
