import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  Diagnostic,
  LogLine,
  ModuleAnalysis,
  ObjectProgress,
  Plan,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RenderedProviderBlock } from '../integrations';

/** The engine that was configured or found. @public */
export interface EngineInfo {
  kind: 'terraform' | 'tofu';
  /** Semantic version, without a leading `v`. */
  version: string;
  /** Absolute path of the executable. */
  binary: string;
}

/** What the root module of a resource is made from. @public */
export interface RenderInput {
  templateKey: string;
  resourceName: string;
  module: {
    /** Repository URL as it may be shown: without credentials. */
    repositoryUrl: string;
    path: string;
    commitSha: string;
    /** Tag or branch, for a comment. */
    ref: string;
    /** Where the checkout of the same commit is, for a run; absent for a workspace. */
    localPath?: string;
    analysis: ModuleAnalysis;
  };
  /** Values of variables that are not sensitive. */
  values: Record<string, JsonValue>;
  /** Names of the variables that reach the engine by environment (`TF_VAR_…`). */
  sensitiveVariables: string[];
  /**
   * Tags for the cloud; reach it through a `tags` or `labels` variable of a
   * fitting type, and as what the provider gives to everything that it makes.
   */
  tags: Record<string, string>;
  /** Blocks for providers that the module asks for. */
  providers?: RenderedProviderBlock[];
  /** The state backend without credentials. */
  backend: { type: string; config: JsonObject };
  /** Content of `.terraform.lock.hcl` once known. */
  lockFile?: string;
}

/** What the code of a resource in its workspace is made from. @public */
export interface WorkspaceRenderInput extends RenderInput {
  module: Omit<RenderInput['module'], 'localPath'>;
  /** The portal itself keeps the state, and lets in its runs alone. */
  managedState: boolean;
  /** What runs are given besides, so that people know what to bring. */
  credentials?: {
    /** Names of environment variables. */
    environment: string[];
    /** Paths of files, relative to the root module. */
    files: string[];
  };
}

/** Files of a root module by relative path. @public */
export type RenderedModule = Record<string, string>;

/** One engine command. @public */
export interface EngineCommand {
  /** Folder of the rendered root module. */
  directory: string;
  /** Folder that takes the output and the exit code, one per command. */
  spoolDirectory: string;
  /** Complete environment of the process besides what the engine itself needs. */
  env: Record<string, string>;
  command:
    | {
        type: 'init';
        /** File with secret settings of the backend. */
        backendConfigFile?: string;
      }
    | {
        type: 'plan';
        planFile: string;
        destroy?: boolean;
        refreshOnly?: boolean;
        lock?: boolean;
        /** How long to wait for a lock that somebody else holds; not at all when absent. */
        lockTimeoutSeconds?: number;
      }
    | { type: 'apply'; planFile: string; lockTimeoutSeconds?: number };
}

/** Identity of a supervised process; survives a restart of the backend. @public */
export interface EngineProcessRef extends JsonObject {
  spoolDirectory: string;
  /** Process id of the supervisor, which leads the process group. */
  pid: number;
  /** Start time as the operating system tells it; tells a reused pid apart. */
  startTime: string;
}

/** How a supervised process ended. @public */
export type EngineExit =
  | { outcome: 'exited'; code: number }
  /** Supervisor and engine are gone and nobody wrote an exit code. */
  | { outcome: 'lost' };

/** What one piece of engine output means. @public */
export interface EngineEvent {
  /** Byte offset in the spool after this event; goes back in to continue. */
  offset: number;
  at: string;
  level: LogLine['level'];
  /** One line for the log, with colours and styles (SGR) at most. Not redacted. */
  message: string;
  diagnostic?: Diagnostic;
  progress?: ObjectProgress;
}

/** A running or ended engine command. @public */
export interface EngineProcess {
  readonly ref: EngineProcessRef;
  /**
   * Output from a byte offset on, following the process until it has ended.
   * Lines over the limit are cut and say so.
   */
  events(options: {
    offset: number;
    signal: AbortSignal;
  }): AsyncIterable<EngineEvent[]>;
  /** Resolves once the process has ended; rejects when the signal aborts. */
  wait(options: { signal: AbortSignal }): Promise<EngineExit>;
  /** Sends INT to the process group, then KILL after the grace. */
  cancel(options: { graceMs: number }): Promise<void>;
  /** Whether the process group is still alive. */
  isAlive(): Promise<boolean>;
}

/** A plan as the engine stored it, made reviewable. @public */
export interface EnginePlan {
  /** Without sensitive values. */
  plan: Plan;
  /** Sensitive values met on the way, so that they can be masked. */
  sensitiveValues: string[];
}

/** Terraform or OpenTofu. Implemented by the terraform module. @public */
export interface Engine {
  /**
   * The engine in use.
   *
   * @throws an `InfrakitchenError` `engine_missing` that says what to install.
   */
  info(): Promise<EngineInfo>;
  /**
   * Reads the module in a folder, without running the engine.
   *
   * @throws an `InfrakitchenError` `module_invalid` with diagnostics that have file, line and column.
   */
  analyse(options: { root: string; path: string }): Promise<ModuleAnalysis>;
  /** Renders the root module. Pure: same input, same bytes. */
  render(input: RenderInput): RenderedModule;
  /**
   * Renders the same for a workspace: the module comes from its repository, at
   * the commit, and people are told how to use it. Pure too, and the order of
   * keys makes no difference.
   */
  renderWorkspace(input: WorkspaceRenderInput): RenderedModule;
  start(command: EngineCommand): Promise<EngineProcess>;
  attach(ref: EngineProcessRef): EngineProcess;
  /**
   * Finds the process that was started with a spool folder, for a backend that
   * died before it could keep the ref. Undefined, a second after the start,
   * proves that the command never started.
   */
  find(spoolDirectory: string): EngineProcessRef | undefined;
  /** Content of the lock file that `init` wrote into a folder, if it did. */
  lockFile(directory: string): Promise<string | undefined>;
  /**
   * Reads a stored plan (`show -json`) and normalises it. May run while the
   * plan is being applied.
   *
   * @throws an `InfrakitchenError` `plan_missing` or `plan_unreadable`.
   */
  readPlan(options: {
    directory: string;
    planFile: string;
    env: Record<string, string>;
    signal: AbortSignal;
  }): Promise<EnginePlan>;
}
