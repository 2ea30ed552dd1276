import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { UsedIntegration } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { ConnectionStore } from './ConnectionStore';
import type { ConnectionVault } from './ConnectionVault';
import { connectionDisabled, connectionNotFound } from './problems';
import type { ConnectionProviders } from './ProviderRegistry';
import type { ConnectionRecord } from './types';

/** A connection in clear. */
export interface OpenConnection {
  record: ConnectionRecord;
  provider: string;
  config: JsonObject;
  integration?: UsedIntegration;
  /** What says which fields are secret. */
  schemas: { own: ConfigSchema; integration?: ConfigSchema };
}

/** Opens connections, with the integration that each is reached with. */
export class ConnectionReader {
  readonly #integrations: ConnectionStore;
  readonly #providers: ConnectionProviders;
  readonly #vault: ConnectionVault;

  constructor(options: {
    integrations: ConnectionStore;
    providers: ConnectionProviders;
    vault: ConnectionVault;
  }) {
    this.#integrations = options.integrations;
    this.#providers = options.providers;
    this.#vault = options.vault;
  }

  /**
   * @param options - `disabledToo` for a destroy, which must stay possible.
   * @throws `provider_missing`, `integration_not_found` or `integration_disabled`
   */
  async open(
    record: ConnectionRecord,
    options: { disabledToo?: boolean } = {},
  ): Promise<OpenConnection> {
    return (await this.openMany([record], options))[0];
  }

  /** The same for several, with one query for all their integrations. */
  async openMany(
    records: ConnectionRecord[],
    { disabledToo = false }: { disabledToo?: boolean } = {},
  ): Promise<OpenConnection[]> {
    const ids = records.flatMap(({ integrationId }) => integrationId ?? []);
    const integrations = await this.#integrations.getMany([...new Set(ids)]);
    return records.map(record => {
      const { integrationId } = record;
      const used = integrations.find(({ id }) => id === integrationId);
      if (integrationId && !used) {
        throw connectionNotFound('integration', integrationId, 'ConflictError');
      }
      if (used && !used.enabled && !disabledToo) {
        throw connectionDisabled(used);
      }
      return this.#openWith(record, used);
    });
  }

  #openWith(
    record: ConnectionRecord,
    used: ConnectionRecord | undefined,
  ): OpenConnection {
    const own = this.#providers[record.kind].require(record.provider);
    return {
      record,
      provider: record.provider,
      config: this.#vault.open(record),
      integration: used && {
        id: used.id,
        name: used.name,
        provider: used.provider,
        config: this.#vault.open(used),
      },
      schemas: {
        own: own.schema,
        integration:
          used && this.#providers.integration.require(used.provider).schema,
      },
    };
  }
}
