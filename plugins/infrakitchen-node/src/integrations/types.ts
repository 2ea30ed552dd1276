import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Outbound } from '../outbound';

/** What an integration is for. @public */
export type IntegrationCategory = 'cloud' | 'tool' | 'git';

/** What credentials are asked for: reading for a plan, writing for an apply. @public */
export type CredentialPhase = 'plan' | 'apply';

/** What every call of a provider gets. @public */
export interface ProviderContext {
  /** The only way to reach the network. */
  outbound: Outbound;
  /** Aborts when the time for the call is over. */
  signal: AbortSignal;
  /**
   * A token of the backend's own workload for an audience, for clouds that
   * trust its issuer. It comes from the files that an operator lists in
   * `infrakitchen.integrations.identityTokens`.
   *
   * @throws an `InfrakitchenError` `identity_token_missing` that says what to configure.
   */
  identityToken(audience: string): Promise<string>;
}

/** One thing that a connection test looked at. @public */
export interface ConnectionCheck {
  /** Short, such as `Identity` or `Apply credentials`. */
  name: string;
  ok: boolean;
  /** What was found, or what is missing and what to do about it. No secrets. */
  message: string;
}

/** What a connection test found. @public */
export interface ConnectionReport {
  /** Who the other side says that we are. */
  identity?: string;
  /** When the first of them ends, in milliseconds since the epoch; absent where it is not told. */
  expiresAt?: number;
  checks: ConnectionCheck[];
}

/** A file that a run gets in its private folder, readable by its user alone. @public */
export interface CredentialFile {
  /** Letters, digits, dots, dashes and underscores. */
  name: string;
  content: string;
  /** `0o600` where absent. */
  mode?: 0o400 | 0o600;
}

/** Value of an environment variable: a text, or the path of one of the files. @public */
export type EnvironmentValue = string | { file: string };

/** A `provider` block for the rendered root module. @public */
export interface ProviderBlock {
  /** Source address, such as `hashicorp/aws`. */
  source: string;
  /** Name in the module, such as `aws`. */
  localName: string;
  /** Present where the integration was attached with one. */
  alias?: string;
  /** Written into the generated code, so never a secret. */
  arguments: JsonObject;
  /** Nested blocks by their type, such as `features`; never a secret either. */
  blocks?: Record<string, JsonObject>;
  /** Arguments that reach the engine as ephemeral variables; nothing stores them. */
  secretArguments?: Record<string, string>;
}

/** A block as it is rendered: of secret arguments the names alone. @public */
export type RenderedProviderBlock = Omit<ProviderBlock, 'secretArguments'> & {
  secretArguments?: string[];
};

/** What one run gets of an integration. @public */
export interface RunCredentials {
  /** Only variables that {@link IntegrationProvider.environmentNames} tells. */
  environment: Record<string, EnvironmentValue>;
  files?: CredentialFile[];
  /** Blocks for the root module; the default configuration needs none. */
  providerBlocks?: ProviderBlock[];
  /** Every text that must never be seen: also what was exchanged for the stored ones. */
  secrets: string[];
  /** When they stop working, in milliseconds since the epoch. */
  expiresAt?: number;
}

/** What credentials are made from. @public */
export interface CredentialsContext extends ProviderContext {
  phase: CredentialPhase;
  /** In clear, valid by the schema. */
  config: JsonObject;
  /** Tells several integrations of one provider on a resource apart. */
  alias?: string;
  /** Id and name of the integration; for the names of sessions. */
  integration: { id: string; name: string };
  /** Id of the run that the credentials are for. */
  runId: string;
  /**
   * Path of one of the files as arguments of a block may name it: relative to
   * the root module, so that generated code is the same everywhere.
   */
  pathOf(fileName: string): string;
}

/**
 * A kind of integration: one strategy per cloud, tool or git host.
 *
 * @public
 */
export interface IntegrationProvider {
  /** Lower-case letters, digits and dashes; stored, so it never changes. */
  key: string;
  title: string;
  /** What it is for, in a sentence. */
  description?: string;
  category: IntegrationCategory;
  /** Forms, validation and masking all come from it. */
  schema: ConfigSchema;
  /**
   * What the schema cannot say, such as fields that need each other. Sentences
   * without values; nothing where all is well.
   */
  validate?(config: JsonObject): string[];
  /**
   * Names of the variables that the environment of a run may get. Integrations
   * of one resource must not share any. Fewer with an alias where a block takes
   * the place of the environment.
   */
  environmentNames(options: { config: JsonObject; alias?: string }): string[];
  /**
   * Whether it can be attached with an alias, beside another one of its kind.
   */
  supportsAlias: boolean;
  /**
   * Tries the credentials of every phase without changing anything. What does
   * not work is a failed check, not an error.
   */
  test(
    context: ProviderContext & { config: JsonObject },
  ): Promise<ConnectionReport>;
  /**
   * Credentials for one phase of one run.
   *
   * @throws an `InfrakitchenError` that says what to do, without secrets.
   */
  credentials(context: CredentialsContext): Promise<RunCredentials>;
}
