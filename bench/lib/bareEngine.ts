import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { World } from '../../plugins/infrakitchen-backend/src/testing/startPortal';
import { renderModule } from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-terraform';
import {
  engineOf,
  networkModule,
  networkValues,
  type BenchPortal,
} from './portal';

/** The engine without the portal: three commands in a folder. */
export class BareEngine {
  readonly #world: World;
  readonly #portal: BenchPortal;
  readonly #stateUrl: string;

  constructor(options: {
    world: World;
    portal: BenchPortal;
    stateUrl: string;
  }) {
    this.#world = options.world;
    this.#portal = options.portal;
    this.#stateUrl = options.stateUrl;
  }

  /** Makes the folder that the portal would make; returns how to provision it. */
  async prepare(name: string): Promise<{
    provision(): Promise<void>;
    remove(): Promise<void>;
  }> {
    const root = await mkdtemp(path.join(this.#world.directory, 'bare-'));
    const directory = path.join(root, 'module');
    await mkdir(directory);
    await this.#checkout(path.join(directory, 'source'));
    await this.#render(directory, name);
    const run = (...args: string[]) => this.#run(directory, root, args);
    return {
      async provision() {
        await run('init', '-input=false', '-no-color');
        await run('plan', '-input=false', '-no-color', '-out=plan.tfplan');
        await run('apply', '-input=false', '-no-color', 'plan.tfplan');
      },
      remove: () => rm(root, { recursive: true, force: true }),
    };
  }

  async #checkout(directory: string): Promise<void> {
    await promisify(execFile)('git', [
      ...['-c', 'advice.detachedHead=false'],
      ...['clone', '--quiet', '--depth=1', '--branch', networkModule.ref],
      ...['--', `file://${this.#world.repository}`, directory],
    ]);
    await rm(path.join(directory, '.git'), { recursive: true });
  }

  async #render(directory: string, name: string): Promise<void> {
    const { analysis, commitSha } = this.#portal;
    const address = `${this.#stateUrl}/state/${name}`;
    const files = renderModule({
      templateKey: 'network',
      resourceName: name,
      module: {
        repositoryUrl: this.#world.repository,
        ...networkModule,
        commitSha,
        localPath: './source',
        analysis,
      },
      values: { ...networkValues, name },
      sensitiveVariables: [],
      tags: {},
      backend: {
        type: 'http',
        config: {
          address,
          lock_address: `${address}/lock`,
          lock_method: 'PUT',
          unlock_address: `${address}/lock`,
          unlock_method: 'DELETE',
        },
      },
    });
    await Promise.all(
      Object.entries(files).map(([file, text]) =>
        writeFile(path.join(directory, file), text),
      ),
    );
  }

  #run(directory: string, home: string, args: string[]): Promise<void> {
    const { cliConfigFile, env } = engineOf(this.#world);
    return new Promise((resolve, reject) => {
      const child = spawn('terraform', args, {
        cwd: directory,
        env: {
          PATH: process.env.PATH,
          HOME: home,
          TMPDIR: home,
          CHECKPOINT_DISABLE: '1',
          TF_IN_AUTOMATION: '1',
          TF_CLI_CONFIG_FILE: cliConfigFile,
          ...env,
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr.on('data', chunk => {
        said += chunk;
      });
      child.once('error', reject);
      child.once('close', code =>
        code === 0
          ? resolve()
          : reject(new Error(`terraform ${args[0]} ended with ${code}: ${said}`)),
      );
    });
  }
}
