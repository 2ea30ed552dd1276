import { resolve } from 'node:path';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { ModuleAnalysis } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  Engine,
  EngineCommand,
  EngineInfo,
  EnginePlan,
  EngineProcess,
  EngineProcessRef,
  RenderedModule,
  RenderInput,
  WorkspaceRenderInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { analyseModule, closeAnalyser } from './analysis';
import { commandArguments } from './commands';
import { EngineDetector } from './detect';
import { engineEnvironment } from './environment';
import { readLockFile, readPlan } from './plan';
import { closeLauncher, SpooledProcess, startProcess } from './process';
import {
  assertRules,
  renderModule,
  renderWorkspace,
  type DefaultTagsRule,
} from './render';

/** What the operator decides about the engine. @public */
export interface TerraformEngineOptions {
  /** Path or name of the executable; looked for on PATH when absent. */
  binary?: string;
  kind?: EngineInfo['kind'];
  /** CLI configuration file of the engine; none at all when absent. */
  cliConfigFile?: string;
  /** Environment variables for every command. */
  env?: Record<string, string>;
  /** How providers take tags for all that they make, besides those that are known. */
  defaultTags?: DefaultTagsRule[];
}

/**
 * Terraform or OpenTofu as the engine of InfraKitchen.
 *
 * @public
 */
export class TerraformEngine implements Engine {
  private readonly detector: EngineDetector;

  private constructor(private readonly options: TerraformEngineOptions) {
    this.detector = new EngineDetector({
      binary: options.binary,
      kind: options.kind,
      env: this.environment('/', {}),
    });
  }

  /** Reads `infrakitchen.engine`. */
  static fromConfig(config: Config): TerraformEngine {
    const engine = config.getOptionalConfig('infrakitchen.engine');
    const kind = engine?.getOptionalString('kind');
    if (kind !== undefined && kind !== 'terraform' && kind !== 'tofu') {
      throw new InputError(
        `infrakitchen.engine.kind must be "terraform" or "tofu", not "${kind}"`,
      );
    }
    const env = engine?.getOptionalConfig('env');
    return TerraformEngine.create({
      binary: engine?.getOptionalString('binary'),
      kind,
      cliConfigFile: engine?.getOptionalString('cliConfigFile'),
      env: Object.fromEntries(
        (env?.keys() ?? []).map(name => [name, env!.getString(name)]),
      ),
      defaultTags: engine?.getOptionalConfigArray('defaultTags')?.map(rule => ({
        provider: rule.getString('provider'),
        argument: rule.getOptionalString('argument'),
        labels: rule.getOptionalBoolean('labels'),
      })),
    });
  }

  /** Makes an engine without configuration. */
  static create(options: TerraformEngineOptions = {}): TerraformEngine {
    assertRules(options.defaultTags ?? []);
    return new TerraformEngine({
      ...options,
      cliConfigFile: options.cliConfigFile && resolve(options.cliConfigFile),
    });
  }

  info(): Promise<EngineInfo> {
    return this.detector.info();
  }

  async analyse(options: {
    root: string;
    path: string;
  }): Promise<ModuleAnalysis> {
    return analyseModule({ ...options, kind: await this.knownKind() });
  }

  render(input: RenderInput): RenderedModule {
    return renderModule(input, this.options);
  }

  renderWorkspace(input: WorkspaceRenderInput): RenderedModule {
    return renderWorkspace(input, this.options);
  }

  async start(command: EngineCommand): Promise<EngineProcess> {
    const info = await this.info();
    return startProcess({
      binary: info.binary,
      args: commandArguments(command.command, info),
      directory: command.directory,
      spoolDirectory: resolve(command.spoolDirectory),
      env: this.environment(command.directory, command.env),
    });
  }

  attach(ref: EngineProcessRef): EngineProcess {
    return SpooledProcess.create(ref);
  }

  find(spoolDirectory: string): EngineProcessRef | undefined {
    return SpooledProcess.find(resolve(spoolDirectory));
  }

  lockFile(directory: string): Promise<string | undefined> {
    return readLockFile(directory);
  }

  async readPlan(options: {
    directory: string;
    planFile: string;
    env: Record<string, string>;
    signal: AbortSignal;
  }): Promise<EnginePlan> {
    const { binary } = await this.info();
    return readPlan({
      ...options,
      binary,
      env: this.environment(options.directory, options.env),
    });
  }

  /** Gives back what is kept for the next use; the engine stays usable. */
  async close(): Promise<void> {
    closeLauncher();
    await closeAnalyser();
  }

  /** Modules can be analysed before any engine is installed. */
  private async knownKind(): Promise<EngineInfo['kind'] | undefined> {
    return (
      this.options.kind ?? (await this.info().catch(() => undefined))?.kind
    );
  }

  private environment(
    home: string,
    run: Record<string, string>,
  ): Record<string, string> {
    return engineEnvironment({
      home,
      cliConfigFile: this.options.cliConfigFile,
      operator: this.options.env ?? {},
      run,
    });
  }
}
