import {
  InfrakitchenError,
  isReservedVariable,
  type Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ConnectionKind } from '../../access';
import {
  connectionDisabled,
  connectionNotFound,
  type ConnectionProviders,
  type ConnectionRecord,
  type ConnectionStore,
} from '../../connections';
import type { ResourceRecord } from '../../resources';
import { nothingAttached, type Attached } from '../../resources/attached';
import { stateKeyOf } from '../../storages/stateKey';
import type { RunConnections } from './types';

/** Reads what a run is connected by, and refuses what it could not use. */
export class RunConnectionsReader {
  readonly #stores: Record<ConnectionKind, ConnectionStore>;
  readonly #providers: ConnectionProviders;

  constructor(options: {
    stores: Record<ConnectionKind, ConnectionStore>;
    providers: ConnectionProviders;
  }) {
    this.#stores = options.stores;
    this.#providers = options.providers;
  }

  /**
   * What the run of now would be given; undefined where that is nothing.
   *
   * @throws the refusal of what is missing, disabled or not allowed any more.
   */
  async read(
    resource: Pick<ResourceRecord, 'id' | 'storageId'>,
    template: Template,
    attached: Attached = nothingAttached,
  ): Promise<RunConnections | undefined> {
    const integrations = await this.#require(
      'integration',
      attached.integrations.map(({ id }) => id),
    );
    const secrets = await this.#require(
      'secret',
      attached.secrets.map(({ id }) => id),
    );
    const storage = await this.#storageOf(resource, template);
    const used = [...secrets, storage?.record].flatMap(
      record => record?.integrationId ?? [],
    );
    const records = [
      ...integrations,
      ...secrets,
      ...(storage ? [storage.record] : []),
      ...(await this.#require('integration', used)),
    ];
    for (const record of records) {
      if (!record.enabled) {
        throw connectionDisabled(record);
      }
    }
    const allowed = template.conventions.allowedIntegrations;
    const other =
      allowed &&
      integrations.find(({ provider }) => !allowed.includes(provider));
    if (other) {
      throw new InfrakitchenError('ConflictError', {
        code: 'integration_not_allowed',
        message: `'${template.name}' allows no integrations of ${other.provider} any more; detach '${other.name}'`,
        culprits: [{ kind: 'integration', id: other.id, name: other.name }],
      });
    }
    const connections: RunConnections = {
      integrations: integrations.map(({ id, version }, index) => ({
        ...{ id, version },
        ...(attached.integrations[index].alias && {
          alias: attached.integrations[index].alias,
        }),
      })),
      secrets: secrets.map(({ id, version }) => ({ id, version })),
      storage: storage?.ref,
    };
    this.#checkEnvironment(connections, integrations, storage?.record);
    const isEmpty =
      integrations.length + secrets.length === 0 && storage === undefined;
    return isEmpty ? undefined : connections;
  }

  /**
   * What a destroy is given: what was applied, for as long as it is there, and
   * what is attached now where it is not. Disabled ones still serve it.
   */
  async forDestroy(
    resource: Pick<ResourceRecord, 'id' | 'storageId'>,
    template: Template,
    applied: RunConnections | undefined,
    attached: Attached = nothingAttached,
  ): Promise<RunConnections | undefined> {
    const refs = applied ?? { integrations: [], secrets: [] };
    const [integrations, secrets, storage] = await Promise.all([
      this.#stores.integration.getMany(refs.integrations.map(({ id }) => id)),
      this.#stores.secret.getMany(refs.secrets.map(({ id }) => id)),
      this.#storageOf(resource, template),
    ]);
    const isWhole =
      integrations.length === refs.integrations.length &&
      secrets.length === refs.secrets.length;
    const now = await Promise.all([
      this.#stores.integration.getMany(
        attached.integrations.map(({ id }) => id),
      ),
      this.#stores.secret.getMany(attached.secrets.map(({ id }) => id)),
    ]);
    const connections: RunConnections = isWhole
      ? { ...refs, storage: storage?.ref }
      : {
          integrations: now[0].map(({ id, version }) => ({
            id,
            version,
            alias: attached.integrations.find(ref => ref.id === id)?.alias,
          })),
          secrets: now[1].map(({ id, version }) => ({ id, version })),
          storage: storage?.ref,
        };
    const isEmpty =
      connections.integrations.length + connections.secrets.length === 0 &&
      !storage;
    return isEmpty ? undefined : connections;
  }

  async #storageOf(
    { id, storageId }: Pick<ResourceRecord, 'id' | 'storageId'>,
    template: Pick<Template, 'key'>,
  ) {
    if (!storageId) {
      return undefined;
    }
    const [record] = await this.#require('storage', [storageId]);
    return {
      record,
      ref: {
        id: storageId,
        version: record.version,
        key: stateKeyOf({ id, templateKey: template.key }),
      },
    };
  }

  /** Records in the order of the ids. */
  async #require(
    kind: ConnectionKind,
    ids: string[],
  ): Promise<ConnectionRecord[]> {
    const found = new Map(
      (await this.#stores[kind].getMany(ids)).map(record => [
        record.id,
        record,
      ]),
    );
    return ids.map(id => {
      const record = found.get(id);
      if (!record) {
        throw connectionNotFound(kind, id, 'ConflictError');
      }
      this.#providers[kind].require(record.provider);
      return record;
    });
  }

  /** An edit of an integration may have given it variables that another one has. */
  #checkEnvironment(
    { integrations }: RunConnections,
    records: ConnectionRecord[],
    storage: ConnectionRecord | undefined,
  ): void {
    const holders = new Map<string, ConnectionRecord>();
    const claim = (name: string, record: ConnectionRecord) => {
      const holder = holders.get(name);
      if (holder || (record !== storage && isReservedVariable(name))) {
        throw new InfrakitchenError('ConflictError', {
          code: 'integration_conflict',
          message: holder
            ? `'${holder.name}' and '${record.name}' both set the variable ${name}; detach one of them`
            : `'${record.name}' sets the variable ${name}, which belongs to the engine or the platform`,
          culprits: [holder, record]
            .filter(each => each !== undefined)
            .map(({ kind, id, name: called }) => ({ kind, id, name: called })),
        });
      }
      holders.set(name, record);
    };
    records.forEach((record, index) =>
      this.#providers.integration
        .require(record.provider)
        .environmentNames({
          config: record.config,
          alias: integrations[index].alias,
        })
        .forEach(name => claim(name, record)),
    );
    if (storage) {
      this.#providers.storage
        .require(storage.provider)
        .environmentNames()
        .forEach(name => claim(name, storage));
    }
  }
}
