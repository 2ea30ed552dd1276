import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { InfrakitchenClient } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  createModuleRepository,
  createWorkspaceRepository,
  installProviderMirror,
  startDemoCloud,
  type DemoCloud,
} from '@internal/demo-cloud';
import type { DemoConfig } from './config';
import { DemoSeeder, type SeedCounts } from './DemoSeeder';
import { signInAsGuest } from './signInAsGuest';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 5_000;
const GIVE_UP_AFTER_MS = 5 * 60_000;

/** How far the demo is. */
export interface DemoStatus {
  seed: 'pending' | 'done' | 'failed';
  message?: string;
  cloudUrl: string;
  /** Where the demo's modules can be imported from. */
  repositoryUrl: string;
  /** Where the code of the project Shared is written to. */
  workspaceUrl: string;
}

interface Options {
  demo: DemoConfig;
  discovery: DiscoveryService;
  logger: LoggerService;
}

/** The demo's cloud, provider and module repository, and its first data. */
export class DemoEnvironment {
  readonly #options: Options;
  readonly #cloud: DemoCloud;
  readonly #repositoryUrl: string;
  readonly #workspaceUrl: string;
  readonly #marker: string;
  readonly #stopping = new AbortController();
  #seed: Pick<DemoStatus, 'seed' | 'message'> = { seed: 'pending' };

  /** Makes everything that runs need; only the data comes later. */
  static async start(options: Options): Promise<DemoEnvironment> {
    const { directory, cloudPort } = options.demo;
    await mkdir(directory, { recursive: true });
    await installProviderMirror({
      directory: path.join(directory, 'provider'),
    });
    const repository = await createModuleRepository({
      directory: path.join(directory, 'modules'),
    });
    const workspace = await createWorkspaceRepository({
      directory: path.join(directory, 'workspaces', 'infrastructure.git'),
    });
    const cloud = await startDemoCloud({
      port: cloudPort,
      dataFile: path.join(directory, 'cloud.json'),
    });
    options.logger.info(`The demo cloud runs on port ${cloud.port}`);
    return new DemoEnvironment(options, cloud, {
      repositoryUrl: repository.directory,
      workspaceUrl: workspace.directory,
    });
  }

  private constructor(
    options: Options,
    cloud: DemoCloud,
    urls: { repositoryUrl: string; workspaceUrl: string },
  ) {
    this.#options = options;
    this.#cloud = cloud;
    this.#repositoryUrl = urls.repositoryUrl;
    this.#workspaceUrl = urls.workspaceUrl;
    this.#marker = path.join(options.demo.directory, 'seeded.json');
  }

  status(): DemoStatus {
    return {
      ...this.#seed,
      cloudUrl: this.#cloud.url,
      repositoryUrl: this.#repositoryUrl,
      workspaceUrl: this.#workspaceUrl,
    };
  }

  /** Does not wait: the API that it calls may be the last one to start. */
  seedInBackground(): void {
    // What was seeded and then deleted by hand must not come back.
    if (existsSync(this.#marker)) {
      this.#seed = { seed: 'done' };
      this.#options.logger.info('The demo has its templates and resources');
      return;
    }
    this.#seedUntilDone().then(
      () => {
        this.#seed = { seed: 'done' };
      },
      error => {
        if (this.#stopping.signal.aborted) {
          return;
        }
        this.#seed = { seed: 'failed', message: error.message };
        this.#options.logger.error(
          'The demo could not make its templates and resources',
          error,
        );
      },
    );
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#cloud.stop();
  }

  async #seedUntilDone(): Promise<void> {
    const { logger } = this.#options;
    const { signal } = this.#stopping;
    const started = Date.now();
    let delay = FIRST_DELAY_MS;
    for (;;) {
      try {
        await this.#finish(await this.#createSeeder().seed());
        return;
      } catch (error) {
        if (!isPassing(error) || Date.now() - started > GIVE_UP_AFTER_MS) {
          throw error;
        }
        this.#seed = { seed: 'pending', message: error.message };
        logger.debug(`The demo waits for InfraKitchen: ${error.message}`);
      }
      await sleep(delay, undefined, { signal });
      delay = Math.min(delay * 2, LONGEST_DELAY_MS);
    }
  }

  async #finish(counts: SeedCounts): Promise<void> {
    await writeFile(this.#marker, `${JSON.stringify(counts)}\n`);
    this.#options.logger.info(
      `The demo has made ${counts.projects} projects, ${counts.templates} templates, ${counts.versions} versions and ${counts.resources} resources`,
    );
  }

  #createSeeder(): DemoSeeder {
    const { discovery } = this.#options;
    return new DemoSeeder({
      client: new InfrakitchenClient({
        discoveryApi: discovery,
        fetchApi: { fetch },
      }),
      token: () => signInAsGuest(discovery),
      repositoryUrl: this.#repositoryUrl,
      workspaceUrl: this.#workspaceUrl,
    });
  }
}

/** Whether the API is only not there yet, rather than refusing something. */
function isPassing(error: unknown): error is Error & { statusCode?: number } {
  if (!(error instanceof Error)) {
    return false;
  }
  const { statusCode } = error as { statusCode?: number };
  return statusCode === undefined
    ? // Fetch fails with a TypeError when nobody answers.
      error instanceof TypeError
    : statusCode === 404 || statusCode === 429 || statusCode >= 500;
}
