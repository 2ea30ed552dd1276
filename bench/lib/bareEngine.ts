import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { renderModule } from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-terraform';
import type { BenchPortal } from './portal';
import { engineOf, networkModule, networkValues, type World } from './world';

/** What somebody would run who has no portal. */
const script = `
terraform init -input=false -no-color
terraform plan -input=false -no-color -out=plan.tfplan
terraform apply -input=false -no-color plan.tfplan
`;

/** The engine without the portal: three commands in a folder, started by a shell. */
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
    return {
      provision: () => this.#runScript(directory, root),
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

  #runScript(directory: string, home: string): Promise<void> {
    const { cliConfigFile, env } = engineOf(this.#world);
    return new Promise((resolve, reject) => {
      const shell = spawn('/bin/sh', ['-ec', script], {
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
      shell.stderr.on('data', chunk => {
        said += chunk;
      });
      shell.once('error', reject);
      shell.once('close', code =>
        code === 0
          ? resolve()
          : reject(new Error(`The engine ended with ${code}: ${said}`)),
      );
    });
  }
}
