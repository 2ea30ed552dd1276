import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  ConnectionCheck,
  StateLocation,
  StorageContext,
  StorageLockContext,
  StorageCredentials,
  StorageCredentialsContext,
  StorageProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { AzureSignIn } from './AzureSignIn';
import { BlobContainer } from './blob/BlobContainer';
import { Leases, lockState } from './blob/lockState';

interface BlobConfig {
  storageAccount: string;
  container: string;
  prefix?: string;
}

/** States in Azure Blob Storage, locked by leases. */
export class AzureBlobStorageProvider implements StorageProvider {
  readonly key = 'azure-blob';
  readonly title = 'Azure Blob Storage';
  readonly description =
    'A container of a storage account. States are locked by leases.';
  readonly integrationProviders = ['azure'];
  readonly schema: ConfigSchema = {
    type: 'object',
    properties: {
      storageAccount: {
        type: 'string',
        title: 'Storage account',
        pattern: '^[a-z0-9]{3,24}$',
        maxLength: 24,
      },
      container: {
        type: 'string',
        title: 'Container',
        pattern: '^[a-z0-9](-?[a-z0-9])+$',
        minLength: 3,
        maxLength: 63,
      },
      prefix: {
        type: 'string',
        title: 'Folder in the container',
        pattern:
          '^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$',
        maxLength: 500,
      },
    },
    required: ['storageAccount', 'container'],
    additionalProperties: false,
  };
  readonly #leases = new Leases();
  readonly #signIn: AzureSignIn;

  constructor(signIn: AzureSignIn) {
    this.#signIn = signIn;
  }

  backend(location: StateLocation): { type: string; config: JsonObject } {
    const { storageAccount, container } = asBlobConfig(location.config);
    return {
      type: 'azurerm',
      config: {
        storage_account_name: storageAccount,
        container_name: container,
        key: blobName(location),
      },
    };
  }

  /** A name that the engine's provider does not read, unlike other `ARM_` ones. */
  environmentNames(): string[] {
    return ['ARM_SAS_TOKEN'];
  }

  /** A signature for the one container, which ends by itself. */
  async credentials(
    context: StorageCredentialsContext,
  ): Promise<StorageCredentials> {
    const token = await this.#container(context, context.phase).sign();
    return {
      environment: { ARM_SAS_TOKEN: token },
      secrets: [token, new URLSearchParams(token).get('sig')!],
    };
  }

  async readState(context: StorageContext): Promise<string | undefined> {
    const content = await this.#container(context).read(blobName(context));
    // The engine makes an empty blob to lock a state that is not there yet.
    return content === '' ? undefined : content;
  }

  async writeState(context: StorageContext, state: string): Promise<void> {
    const lease = this.#leases.of(context);
    await this.#container(context).write(blobName(context), state, lease);
  }

  async removeState(context: StorageContext): Promise<void> {
    const lease = this.#leases.of(context);
    await this.#container(context).remove(blobName(context), lease);
  }

  async lock(context: StorageLockContext): Promise<() => Promise<void>> {
    return lockState(
      this.#container(context),
      this.#leases,
      context,
      blobName(context),
    );
  }

  async inspect(context: StorageContext): Promise<ConnectionCheck[]> {
    return [await this.#container(context).checkSignature()];
  }

  #container(
    context: StorageContext,
    phase: 'plan' | 'apply' = 'apply',
  ): BlobContainer {
    const config = this.#signIn.usedConfig(context);
    const { storageAccount, container } = asBlobConfig(context.config);
    const url = this.#signIn
      .endpointsFor(config)
      .blob.replace('{account}', storageAccount);
    return new BlobContainer(
      context,
      this.#signIn.credentialFor(context, config, phase),
      { url, account: storageAccount, name: container },
    );
  }
}

function asBlobConfig(config: JsonObject): BlobConfig {
  return config as unknown as BlobConfig;
}

function blobName({ config, key }: StateLocation): string {
  const { prefix } = asBlobConfig(config);
  return prefix === undefined ? key : `${prefix}/${key}`;
}
