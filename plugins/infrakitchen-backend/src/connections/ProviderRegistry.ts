import {
  configSchemaErrors,
  type ConfigSchema,
  type ConnectionProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  IntegrationProvider,
  SecretProvider,
  StorageProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { JsonObject } from '@backstage/types';
import type { ConnectionKind } from '../access';
import { providerMissing } from './problems';

const KEY = /^[a-z][a-z0-9-]{0,62}$/;

/** What providers of every kind have. */
export interface AnyProvider {
  key: string;
  title: string;
  description?: string;
  schema: ConfigSchema;
  integrationProviders?: readonly string[];
  validate?(config: JsonObject): string[];
}

/** The providers of one kind, built in and of modules. */
export class ProviderRegistry<T extends AnyProvider = AnyProvider> {
  readonly kind: ConnectionKind;
  readonly #providers = new Map<string, T>();

  constructor(kind: ConnectionKind, builtIn: T[] = []) {
    this.kind = kind;
    builtIn.forEach(provider => this.add(provider));
  }

  /** @throws where its key is taken, or its schema cannot be used. */
  add(provider: T): void {
    const { key, schema } = provider;
    const faults = [
      ...(KEY.test(key) ? [] : ['its key is malformed']),
      ...(this.#providers.has(key) ? ['its key is taken'] : []),
      ...configSchemaErrors(schema),
    ];
    if (faults.length > 0) {
      throw new Error(
        `The ${this.kind} provider '${key}' cannot be used: ${faults.join(
          '; ',
        )}`,
      );
    }
    this.#providers.set(key, provider);
  }

  /** Keys of the providers that are meant. */
  keysOf(isMeant: (provider: T) => boolean): string[] {
    return [...this.#providers.values()].filter(isMeant).map(({ key }) => key);
  }

  /** @throws InputError `provider_missing` */
  require(key: string): T {
    const provider = this.#providers.get(key);
    if (!provider) {
      throw providerMissing(this.kind, key, [...this.#providers.keys()]);
    }
    return provider;
  }

  get(key: string): T | undefined {
    return this.#providers.get(key);
  }

  list(): T[] {
    return [...this.#providers.values()].sort((a, b) =>
      a.title.localeCompare(b.title),
    );
  }

  /** The providers as the API shows them. */
  describe(): ConnectionProvider[] {
    return this.list().map(provider => ({
      kind: this.kind,
      key: provider.key,
      title: provider.title,
      description: provider.description,
      schema: provider.schema,
      integrationProviders: [...(provider.integrationProviders ?? [])],
      ...('category' in provider && {
        category: (provider as unknown as IntegrationProvider).category,
        supportsAlias: (provider as unknown as IntegrationProvider)
          .supportsAlias,
      }),
    }));
  }
}

/** The providers of every kind. */
export interface ConnectionProviders {
  integration: ProviderRegistry<IntegrationProvider>;
  secret: ProviderRegistry<SecretProvider>;
  storage: ProviderRegistry<StorageProvider>;
}
