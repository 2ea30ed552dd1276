import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  lockByFile,
  type ConnectionCheck,
  type StateLocation,
  type StorageContext,
  type StorageLockContext,
  type StorageCredentials,
  type StorageCredentialsContext,
  type StorageProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { credentialFiles } from './credentialFiles';
import { isPublic } from './endpoints';
import type { GcpSignIn } from './GcpSignIn';
import { GcsBucket } from './GcsBucket';

const FILE = 'gcp-state-credentials.json';
const SCOPE = 'https://www.googleapis.com/auth/devstorage.read_write';

interface GcsConfig {
  bucket: string;
  prefix?: string;
  kmsKey?: string;
}

/** States in a bucket of Google Cloud Storage, locked by files beside them. */
export class GcsStorageProvider implements StorageProvider {
  readonly key = 'gcs';
  readonly title = 'Google Cloud Storage';
  readonly description =
    'A bucket of Google Cloud Storage. States are locked by files beside them.';
  readonly integrationProviders = ['gcp'];
  readonly schema: ConfigSchema = {
    type: 'object',
    properties: {
      bucket: {
        type: 'string',
        title: 'Bucket',
        pattern: '^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$',
        maxLength: 222,
      },
      prefix: {
        type: 'string',
        title: 'Folder in the bucket',
        pattern:
          '^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$',
        maxLength: 500,
      },
      kmsKey: {
        type: 'string',
        title: 'Cloud KMS key',
        description:
          'projects/P/locations/L/keyRings/R/cryptoKeys/K. Without it, Google encrypts with its own.',
        pattern:
          '^projects/[a-z0-9-]+/locations/[a-z0-9-]+/keyRings/[A-Za-z0-9_-]+/cryptoKeys/[A-Za-z0-9_-]+$',
        maxLength: 300,
      },
    },
    required: ['bucket'],
    additionalProperties: false,
  };
  readonly #signIn: GcpSignIn;

  constructor(signIn: GcpSignIn) {
    this.#signIn = signIn;
  }

  backend(location: StateLocation): { type: string; config: JsonObject } {
    const { bucket, kmsKey } = asGcsConfig(location.config);
    const { storage } = this.#signIn.endpoints;
    return {
      type: 'gcs',
      config: {
        bucket,
        prefix: folderOf(location),
        ...(kmsKey === undefined ? {} : { kms_encryption_key: kmsKey }),
        ...(isPublic('storage', storage)
          ? {}
          : { storage_custom_endpoint: `${storage}/storage/v1/b` }),
      },
    };
  }

  /** A name that the engine's provider does not read, unlike the others. */
  environmentNames(): string[] {
    return ['GOOGLE_BACKEND_CREDENTIALS'];
  }

  async credentials(
    context: StorageCredentialsContext,
  ): Promise<StorageCredentials> {
    const config = this.#signIn.usedConfig(context);
    const given = await credentialFiles(this.#signIn, context, config, {
      phase: context.phase,
      name: FILE,
    });
    return {
      ...given,
      environment: { GOOGLE_BACKEND_CREDENTIALS: { file: FILE } },
    };
  }

  async readState(context: StorageContext): Promise<string | undefined> {
    return this.#bucket(context).read(stateName(context));
  }

  async writeState(context: StorageContext, state: string): Promise<void> {
    await this.#bucket(context).write(stateName(context), state);
  }

  async removeState(context: StorageContext): Promise<void> {
    await this.#bucket(context).remove(stateName(context));
  }

  async lock(context: StorageLockContext): Promise<() => Promise<void>> {
    const path = folderOf(context);
    return lockByFile(this.#bucket(context), {
      file: `${path}/default.tflock`,
      path,
      lockId: context.lockId,
    });
  }

  async inspect(context: StorageContext): Promise<ConnectionCheck[]> {
    return this.#bucket(context).inspect();
  }

  #bucket(context: StorageContext): GcsBucket {
    const session = this.#signIn.open(
      context,
      this.#signIn.usedConfig(context),
      { phase: 'apply', scope: SCOPE },
    );
    const { bucket, kmsKey } = asGcsConfig(context.config);
    return new GcsBucket(session, bucket, kmsKey);
  }
}

function asGcsConfig(config: JsonObject): GcsConfig {
  return config as unknown as GcsConfig;
}

/** The engine keeps a state and its lock in a folder. */
function folderOf({ config, key }: StateLocation): string {
  const { prefix } = asGcsConfig(config);
  return prefix === undefined ? key : `${prefix}/${key}`;
}

function stateName(location: StateLocation): string {
  return `${folderOf(location)}/default.tfstate`;
}
