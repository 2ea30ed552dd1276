import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  ConnectionCheck,
  CredentialFile,
  CredentialPhase,
  EnvironmentValue,
  ProviderContext,
} from '../integrations';
import type { UsedIntegration } from '../secrets';

/** One state in a storage. @public */
export interface StateLocation {
  /** In clear, valid by the schema. */
  config: JsonObject;
  /** Name of the state: unique in the portal; letters, digits, dashes and underscores. */
  key: string;
}

/** What a storage is reached with. @public */
export interface StorageContext extends ProviderContext, StateLocation {
  /** Where the provider asks for one. */
  integration?: UsedIntegration;
}

/** What a state is locked with. @public */
export interface StorageLockContext extends StorageContext {
  /** A UUID that tells who takes the lock; somebody new where absent. */
  lockId?: string;
}

/** What the engine gets to reach its state. @public */
export interface StorageCredentials {
  /** Only variables that {@link StorageProvider.environmentNames} tells. */
  environment: Record<string, EnvironmentValue>;
  files?: CredentialFile[];
  /** Secret settings of the backend; `init` gets them in a file of its own. */
  backendConfig?: JsonObject;
  /** Every text that must never be seen. */
  secrets: string[];
}

/** What the credentials of a storage are made from. @public */
export interface StorageCredentialsContext extends StorageContext {
  phase: CredentialPhase;
  runId: string;
  /** Path of one of the files, relative to the root module. */
  pathOf(fileName: string): string;
}

/**
 * A place where states are kept. Apart from what the engine itself needs, it is
 * four operations on one state: the test of a storage and moving a resource to
 * another one are made from them.
 *
 * @public
 */
export interface StorageProvider {
  /** Lower-case letters, digits and dashes; stored, so it never changes. */
  key: string;
  title: string;
  description?: string;
  /** Forms, validation and masking all come from it. */
  schema: ConfigSchema;
  /** What the schema cannot say; see the same of integrations. */
  validate?(config: JsonObject): string[];
  /** Keys of the integration providers that it can use; none where absent. */
  integrationProviders?: readonly string[];
  /** The `backend` block, which is written into generated code: no secrets. */
  backend(
    location: StateLocation & {
      pathOf(fileName: string): string;
    },
  ): { type: string; config: JsonObject };
  /** Names of the variables that the environment of a run may get. */
  environmentNames(): string[];
  credentials(context: StorageCredentialsContext): Promise<StorageCredentials>;
  /** The state as it is stored; undefined where there is none. */
  readState(context: StorageContext): Promise<string | undefined>;
  /** Writes a state, in place of any other. */
  writeState(context: StorageContext, state: string): Promise<void>;
  /** Removes a state; no error where there is none. */
  removeState(context: StorageContext): Promise<void>;
  /**
   * Takes the lock that the engine takes. Who holds it already under the same
   * `lockId` is given it again: interrupted work goes on with its own lock.
   *
   * @returns what lets go of it.
   * @throws an `InfrakitchenError` `state_locked` where somebody else has it.
   */
  lock(context: StorageLockContext): Promise<() => Promise<void>>;
  /** What a test should look at besides writing, locking, reading and removing. */
  inspect?(context: StorageContext): Promise<ConnectionCheck[]>;
}
