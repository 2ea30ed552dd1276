import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  isInfrakitchenError,
  type ModuleRefs,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { inTransaction } from '../../database';
import type { Actor, HistoryStore } from '../../history';
import { newerTags, type GitSources } from '../../sources';
import type { DefaultVersionService } from '../DefaultVersionService';
import type {
  WatchedVersion,
  WatchedVersionStore,
} from './WatchedVersionStore';

/** A repository that is watched for the first time may have many. */
const MAX_PROPOSED = 3;

const ACTOR: Actor = { kind: 'schedule', ref: 'module-watch' };

/**
 * Looks at the repositories of modules: proposes versions for new tags, and
 * tells which tags and branches stand for another commit by now. What a version
 * is stays what it was: its commit.
 */
export class ModuleWatch {
  readonly #knex: Knex;
  readonly #store: WatchedVersionStore;
  readonly #sources: Pick<GitSources, 'listRefs' | 'normaliseUrl'>;
  readonly #versions: Pick<DefaultVersionService, 'propose'>;
  readonly #history: HistoryStore;
  readonly #settings: { watchMs: number; propose: boolean };
  readonly #logger: LoggerService;
  /** Tags that could not be proposed; they are not tried again for nothing. */
  readonly #unfit = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: {
    knex: Knex;
    store: WatchedVersionStore;
    sources: Pick<GitSources, 'listRefs' | 'normaliseUrl'>;
    versions: Pick<DefaultVersionService, 'propose'>;
    history: HistoryStore;
    settings: { watchMs: number; propose: boolean };
    logger: LoggerService;
  }) {
    this.#knex = options.knex;
    this.#store = options.store;
    this.#sources = options.sources;
    this.#versions = options.versions;
    this.#history = options.history;
    this.#settings = options.settings;
    this.#logger = options.logger;
  }

  start(): void {
    this.#timer = setInterval(() => this.sweep(), this.#settings.watchMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Looks at every repository, one after the other. */
  async sweep(): Promise<void> {
    await this.#inTurn(async () => {
      for (const url of await this.#store.repositories()) {
        await this.#look(url);
      }
    });
  }

  /** Something was pushed to a repository, or so somebody says. */
  async pushed(event: { repositoryUrl?: string }): Promise<void> {
    const url = event.repositoryUrl && this.#normalised(event.repositoryUrl);
    if (url) {
      await this.#inTurn(() => this.#look(url));
    }
  }

  #normalised(url: string): string | undefined {
    try {
      return this.#sources.normaliseUrl(url);
    } catch {
      return undefined;
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#looking = this.#looking
      .then(work)
      .catch(error =>
        this.#logger.warn(`Looking for new module versions failed: ${error}`),
      );
    return this.#looking;
  }

  async #look(repositoryUrl: string): Promise<void> {
    const versions = await this.#store.at(repositoryUrl);
    if (versions.length === 0) {
      return;
    }
    let refs: ModuleRefs;
    try {
      refs = await this.#sources.listRefs(repositoryUrl);
    } catch (error) {
      this.#logger.info(`${repositoryUrl} cannot be looked at: ${error}`);
      return;
    }
    await this.#flag(versions, refs);
    if (this.#settings.propose) {
      await this.#proposeFor(versions, refs);
    }
  }

  async #flag(versions: WatchedVersion[], refs: ModuleRefs): Promise<void> {
    const commits = {
      tag: new Map(refs.tags.map(tag => [tag.name, tag.commitSha])),
      branch: new Map(refs.branches.map(each => [each.name, each.commitSha])),
    };
    for (const version of versions) {
      const now = commits[version.refType].get(version.ref) ?? '';
      const movedTo = now === version.commitSha ? undefined : now;
      if (version.commitSha && movedTo !== version.movedTo) {
        await inTransaction(this.#knex, async tx => {
          if (await this.#store.setMoved(tx, version, movedTo)) {
            await this.#record(tx, version, movedTo);
          }
        });
      }
    }
  }

  /** A branch is there to move; a tag is not, so the trail keeps that it did. */
  async #record(
    tx: Knex.Transaction,
    version: WatchedVersion,
    movedTo: string | undefined,
  ): Promise<void> {
    if (version.refType === 'tag' && movedTo !== undefined) {
      await this.#history.audit(tx, {
        actor: ACTOR,
        action: 'version.tag_moved',
        outcome: 'succeeded',
        entity: { kind: 'version', id: version.id, name: version.ref },
        detail: { commitSha: version.commitSha!, movedTo },
      });
    }
  }

  async #proposeFor(
    versions: WatchedVersion[],
    refs: ModuleRefs,
  ): Promise<void> {
    const names = refs.tags.map(({ name }) => name);
    for (const module of modulesOf(versions)) {
      const used = module.map(({ ref }) => ref);
      const last = module[module.length - 1];
      for (const ref of newerTags(used, names).slice(0, MAX_PROPOSED)) {
        await this.#propose(last, ref);
      }
    }
  }

  async #propose(last: WatchedVersion, ref: string): Promise<void> {
    const { templateId, repositoryUrl, path, variableRules } = last;
    const key = JSON.stringify([templateId, repositoryUrl, path, ref]);
    if (this.#unfit.has(key)) {
      return;
    }
    try {
      await this.#versions.propose(
        templateId,
        { repositoryUrl, path, refType: 'tag', ref },
        { actor: ACTOR, variableRules },
      );
      this.#logger.info(`Proposed ${ref} of ${repositoryUrl} as a preview`);
    } catch (error) {
      if (!isInfrakitchenError(error)) {
        throw error;
      }
      this.#unfit.add(key);
      this.#logger.warn(
        `${ref} of ${repositoryUrl} cannot be a version: ${error.message}`,
      );
    }
  }
}

/** Versions by tags, apart for each template and folder, the oldest first. */
function modulesOf(versions: WatchedVersion[]): WatchedVersion[][] {
  const modules = new Map<string, WatchedVersion[]>();
  for (const version of versions) {
    if (version.refType === 'tag') {
      const key = JSON.stringify([version.templateId, version.path]);
      modules.set(key, [...(modules.get(key) ?? []), version]);
    }
  }
  return [...modules.values()];
}
