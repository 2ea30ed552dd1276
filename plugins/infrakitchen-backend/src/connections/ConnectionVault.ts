import type { JsonObject } from '@backstage/types';
import {
  configErrors,
  jsonEquals,
  maskConfig,
  mergeConfig,
  movedSecrets,
  secretFieldsOf,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { tables } from '../access';
import type { KeyRing } from '../crypto';
import { configInvalid } from './problems';
import type { AnyProvider } from './ProviderRegistry';
import type { ConnectionRecord } from './types';

type Row = Pick<ConnectionRecord, 'kind' | 'id'>;

/** A configuration as it is stored. */
export interface SealedConfig {
  config: JsonObject;
  sealed?: string;
}

/** Keeps the secrets of configurations: in clear they leave it for a run or a test only. */
export class ConnectionVault {
  readonly #keys: KeyRing;

  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  /** The configuration in clear. */
  open(record: Row & Pick<ConnectionRecord, 'config' | 'sealed'>): JsonObject {
    return record.sealed
      ? {
          ...record.config,
          ...this.#keys.decryptJson<JsonObject>(record.sealed, context(record)),
        }
      : record.config;
  }

  /**
   * A new configuration, parted into what may be seen and what may not.
   *
   * @throws InputError `config_invalid`
   */
  seal(row: Row, provider: AnyProvider, config: JsonObject): SealedConfig {
    const errors = configErrors(provider.schema, config);
    // A provider's own rules may take for granted that the schema holds.
    const faults =
      errors.length > 0 ? errors : provider.validate?.(config) ?? [];
    if (faults.length > 0) {
      throw configInvalid(faults);
    }
    const { texts, maps } = secretFieldsOf(provider.schema);
    const secrets = Object.fromEntries(
      Object.entries(config).filter(([name]) =>
        [...texts, ...maps].includes(name),
      ),
    );
    return {
      config: maskConfig(provider.schema, config),
      sealed:
        Object.keys(secrets).length > 0
          ? this.#keys.encryptJson(secrets, context(row))
          : undefined,
    };
  }

  /**
   * The configuration as an edit leaves it. A secret that is kept does not go
   * to another host than the one that it was stored for.
   *
   * @throws InputError `config_invalid`
   * @returns also whether anything, and whether a secret, is another one.
   */
  edit(
    record: ConnectionRecord,
    provider: AnyProvider,
    sent: JsonObject,
  ): SealedConfig & { changed: boolean; rotated: boolean } {
    const before = this.open(record);
    const moved = movedSecrets(provider.schema, before, sent);
    if (moved.length > 0) {
      throw configInvalid(moved);
    }
    const after = mergeConfig(provider.schema, before, sent);
    const { texts, maps } = secretFieldsOf(provider.schema);
    return {
      ...this.seal(record, provider, after),
      changed: !jsonEquals(before, after),
      rotated: [...texts, ...maps].some(
        name =>
          Object.hasOwn(after, name) && !jsonEquals(before[name], after[name]),
      ),
    };
  }
}

function context({ kind, id }: Row) {
  return { table: tables[kind], column: 'sealed', id };
}
