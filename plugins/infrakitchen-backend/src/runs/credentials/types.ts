import type { JsonObject, JsonValue } from '@backstage/types';
import type {
  CredentialFile,
  EnvironmentValue,
  ProviderBlock,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

/**
 * What a run is connected by, as it was when it was prepared: part of what its
 * plan is bound to. Never credentials.
 */
export interface RunConnections {
  integrations: { id: string; version: number; alias?: string }[];
  secrets: { id: string; version: number }[];
  /** Absent for the managed storage. */
  storage?: { id: string; version: number; key: string };
}

/** What one connection gives to one phase of a run. */
export interface GivenPart {
  environment: Record<string, EnvironmentValue>;
  files: CredentialFile[];
  /** Folder of the files; that of the connection. */
  folder: string;
}

/** What a run is given for one phase. In memory and in its own folder only. */
export interface GivenCredentials {
  parts: GivenPart[];
  providers: ProviderBlock[];
  /** Values of variables, from secrets. */
  variables: Record<string, JsonValue>;
  /** When credentials of integrations end, of those that do. */
  expiries: { name: string; at: number }[];
  /** The state backend, where it is not the managed one. */
  backend?: { type: string; config: JsonObject };
  /** Secret settings of that. */
  backendConfig?: JsonObject;
}

/** The folder of a run that credentials are in, beside its root module. */
export const CREDENTIALS_FOLDER = 'credentials';
