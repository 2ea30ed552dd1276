import type {
  StorageContext,
  StorageProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  connectionNotFound,
  type ConnectionProviders,
  type ConnectionReader,
  type ConnectionStore,
  type ProviderCalls,
} from '../connections';

/** A state in a storage that is not the managed one. */
export interface StateRef {
  /** Id of the storage. */
  id: string;
  key: string;
}

/** Works on states in storages of others. */
export class StorageAccess {
  readonly #storages: ConnectionStore;
  readonly #reader: ConnectionReader;
  readonly #providers: ConnectionProviders;
  readonly #calls: ProviderCalls;

  constructor(options: {
    storages: ConnectionStore;
    reader: ConnectionReader;
    providers: ConnectionProviders;
    calls: ProviderCalls;
  }) {
    this.#storages = options.storages;
    this.#reader = options.reader;
    this.#providers = options.providers;
    this.#calls = options.calls;
  }

  read(ref: StateRef): Promise<string | undefined> {
    return this.#with(ref, (provider, context) => provider.readState(context));
  }

  write(ref: StateRef, state: string): Promise<void> {
    return this.#with(ref, (provider, context) =>
      provider.writeState(context, state),
    );
  }

  /**
   * Does something while it holds the lock of a state, which it may have taken
   * before under the same id.
   *
   * @throws ConflictError `state_locked`
   */
  async locked<T>(
    ref: StateRef,
    work: () => Promise<T>,
    lockId?: string,
  ): Promise<T> {
    const { name, provider, context } = await this.#open(ref);
    return this.#calls.holding(
      name,
      calling => provider.lock({ ...calling, ...context, lockId }),
      work,
    );
  }

  async #with<T>(
    ref: StateRef,
    work: (provider: StorageProvider, context: StorageContext) => Promise<T>,
  ): Promise<T> {
    const { name, provider, context } = await this.#open(ref);
    return this.#calls.call(name, calling =>
      work(provider, { ...calling, ...context }),
    );
  }

  async #open({ id, key }: StateRef) {
    const record = await this.#storages.get(id);
    if (!record) {
      throw connectionNotFound('storage', id, 'ConflictError');
    }
    const { config, integration } = await this.#reader.open(record, {
      disabledToo: true,
    });
    return {
      name: `The storage '${record.name}'`,
      provider: this.#providers.storage.require(record.provider),
      context: { config, integration, key },
    };
  }
}
