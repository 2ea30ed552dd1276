import type {
  ModuleAnalysis,
  ModuleVariable,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  RenderedModule,
  RenderInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { sensitiveEnvironment } from '../environment';
import type { GivenCredentials } from '../credentials';
import type { PreparedInputs } from '../RunInputsReader';
import type { RunInputs } from '../types';
import type { EngineCommands } from './EngineCommands';
import { ExternalState } from './ExternalState';
import { RunCredentials } from './RunCredentials';
import type { RunSession } from './RunSession';
import { allDone } from './allDone';
import type { RunExecutionDeps } from './types';

const TOKEN_SLACK_MS = 60 * 60_000;

/** What a folder is filled from. */
export type FolderContent = Omit<
  PreparedInputs,
  'masked' | 'digest' | 'changeDigest'
>;

/** Fills the folder of a run: checkout, root module, providers. */
export class RunFolder {
  readonly #deps: RunExecutionDeps;
  readonly #session: RunSession;
  readonly #commands: EngineCommands;
  readonly #credentials: RunCredentials;
  readonly #state: ExternalState;
  /** What the environment of a phase is made from. */
  #filled?: { inputs: RunInputs; token: string; variables: ModuleVariable[] };
  /** What the root module was rendered from. */
  #rendered?: { input: RenderInput; given: GivenCredentials };

  constructor(
    deps: RunExecutionDeps,
    session: RunSession,
    commands: EngineCommands,
  ) {
    this.#deps = deps;
    this.#session = session;
    this.#commands = commands;
    this.#credentials = new RunCredentials(deps, session);
    this.#state = new ExternalState(deps, session);
  }

  /** Fills it from the inputs that the run stored when it was prepared. */
  async restore(): Promise<void> {
    const { reader, store } = this.#deps;
    const { run } = this.#session;
    const sealed = await store.payload(run.id, 'inputs');
    await this.fill(await reader.readStored(run, sealed!));
  }

  /** @param meanwhile - What can be done while files are written. */
  async fill(
    content: FolderContent,
    meanwhile?: () => Promise<void>,
  ): Promise<void> {
    const { sources, limits } = this.#deps;
    const session = this.#session;
    const { version, inputs } = content;
    session.addSecrets(inputs);
    session.storage = inputs.connections?.storage;
    await session.directory.create();
    const checkout = sources.checkout({
      repositoryUrl: version.repositoryUrl,
      commitSha: version.commitSha,
      directory: session.directory.source,
    });
    const obtaining = this.#credentials.obtain(inputs, 'plan');
    const [analysis, token, given] = await allDone([
      this.#writeRootModule(content, checkout, obtaining),
      this.#issueToken(),
      obtaining,
      checkout,
      meanwhile?.(),
    ]);
    this.#filled = { inputs, token, variables: analysis.variables };
    await this.#use(given);
    if (session.phase === 'prepare') {
      session.phase = 'init';
    }
    await this.#commands.run(
      {
        type: 'init',
        backendConfigFile: this.#credentials.backendConfigOf(given),
      },
      { spool: 'init', limitMs: limits.initMs, codes: [0] },
    );
    await this.#state.pull();
  }

  /**
   * Gets the credentials that may write, in place of those that may read. For
   * as long as the engine changes nothing, so that a refusal changes nothing.
   */
  async enterApply(): Promise<void> {
    const { inputs } = this.#filled!;
    if (inputs.connections) {
      await this.#use(await this.#credentials.obtain(inputs, 'apply'));
    }
  }

  async #use(given: GivenCredentials): Promise<void> {
    const { inputs, token, variables } = this.#filled!;
    await this.#credentials.write(given);
    this.#session.env = {
      ...this.environment,
      TF_HTTP_USERNAME: 'run',
      TF_HTTP_PASSWORD: token,
      ...this.#credentials.environment(given),
      ...sensitiveEnvironment(
        this.#credentials.withSecrets(inputs, given, variables),
        variables,
      ),
    };
  }

  /** What a command needs that reads neither variables nor the state. */
  get environment(): Record<string, string> {
    const { home, tmp } = this.#session.directory;
    return { HOME: home, TMPDIR: tmp };
  }

  async #issueToken(): Promise<string> {
    const { tokens, limits } = this.#deps;
    const { run } = this.#session;
    const lifetimeMs = limits.planMs + limits.applyMs + TOKEN_SLACK_MS;
    const token = await tokens.issue({
      runId: run.id,
      resourceId: run.resourceId,
      lifetimeMs,
    });
    await tokens.extend(run.id, lifetimeMs);
    this.#session.addMasks([token]);
    return token;
  }

  /** Renders the module around the checkout, which it waits for where it has to. */
  async #writeRootModule(
    content: FolderContent,
    checkout: Promise<void>,
    obtaining: Promise<GivenCredentials>,
  ): Promise<ModuleAnalysis> {
    const { version, template, resource } = content;
    const analysis =
      version.analysis ?? (await this.#analyse(version, checkout));
    const given = await obtaining;
    const inputs = this.#credentials.withSecrets(
      content.inputs,
      given,
      analysis.variables,
    );
    const rendered: RenderInput = {
      templateKey: template.key,
      resourceName: resource.name,
      module: {
        repositoryUrl: version.repositoryUrl,
        path: version.path,
        commitSha: version.commitSha,
        ref: version.ref,
        localPath: './source',
        analysis,
      },
      values: Object.fromEntries(
        Object.entries(inputs.values).filter(
          ([name]) => !inputs.sensitive.includes(name),
        ),
      ),
      sensitiveVariables: inputs.sensitive.filter(name =>
        Object.hasOwn(inputs.values, name),
      ),
      tags: inputs.tags,
      providers: given.providers.map(({ secretArguments, ...block }) => ({
        ...block,
        secretArguments: Object.keys(secretArguments ?? {}).sort(),
      })),
      backend: given.backend ?? (await this.#backend()),
      lockFile: content.lockFile,
    };
    this.#rendered = { input: rendered, given };
    await this.#session.directory.write(this.#deps.engine.render(rendered));
    return analysis;
  }

  /** The same for a workspace, with the providers that `init` has chosen. */
  async workspaceFiles(): Promise<RenderedModule> {
    const { engine } = this.#deps;
    const { input, given } = this.#rendered!;
    const { localPath, ...module } = input.module;
    return engine.renderWorkspace({
      ...input,
      module,
      managedState: given.backend === undefined,
      credentials: {
        environment: Object.keys(this.#credentials.environment(given)).sort(),
        files: this.#credentials.paths(given),
      },
      lockFile:
        (await engine.lockFile(this.#session.directory.module)) ??
        input.lockFile,
    });
  }

  async #analyse(
    version: Pick<TemplateVersion, 'path'>,
    checkout: Promise<void>,
  ): Promise<ModuleAnalysis> {
    await checkout;
    return this.#deps.engine.analyse({
      root: this.#session.directory.source,
      path: version.path,
    });
  }

  async #backend(): Promise<RenderInput['backend']> {
    const { resourceId } = this.#session.run;
    const address = `${await this.#deps.stateUrl()}/state/${resourceId}`;
    return {
      type: 'http',
      config: {
        address,
        lock_address: `${address}/lock`,
        lock_method: 'PUT',
        unlock_address: `${address}/lock`,
        unlock_method: 'DELETE',
        // Outlives a restart of the backend in the middle of an apply.
        retry_max: 30,
        retry_wait_min: 1,
        retry_wait_max: 10,
      },
    };
  }
}
