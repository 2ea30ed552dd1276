import type { JsonObject } from '@backstage/types';
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
import type { AwsSessions } from './AwsSessions';
import { credentialsFile, PROFILE } from './credentialsFile';
import { S3Bucket } from './s3/S3Bucket';
import { asS3Config, objectKey, s3Errors, s3Schema } from './s3/s3Config';

const FILE = 'aws-state-credentials';

/** What the engine would ask AWS, and another service does not have. */
const notOfAws = {
  skip_credentials_validation: true,
  skip_region_validation: true,
  skip_requesting_account_id: true,
};

/** States in an S3 bucket, locked by files beside them. */
export class S3StorageProvider implements StorageProvider {
  readonly key = 's3';
  readonly title = 'Amazon S3';
  readonly description =
    'A bucket of Amazon S3, or of another service with its API. States are locked by files beside them, which needs Terraform or OpenTofu 1.10.';
  readonly schema = s3Schema;
  readonly integrationProviders = ['aws'];
  readonly validate = s3Errors;
  readonly #sessions: AwsSessions;
  readonly #endpoint?: string;

  /** @param endpoint - where S3 is reached in place of the region's own. */
  constructor(sessions: AwsSessions, endpoint?: string) {
    this.#sessions = sessions;
    this.#endpoint = endpoint;
  }

  backend(location: StateLocation & { pathOf(fileName: string): string }): {
    type: string;
    config: JsonObject;
  } {
    const config = asS3Config(location.config);
    const endpoint = config.endpoint ?? this.#endpoint;
    return {
      type: 's3',
      config: {
        bucket: config.bucket,
        key: objectKey(location),
        region: config.region,
        encrypt: true,
        ...(config.kmsKeyId === undefined
          ? {}
          : { kms_key_id: config.kmsKeyId }),
        use_lockfile: true,
        profile: PROFILE,
        shared_credentials_files: [location.pathOf(FILE)],
        skip_metadata_api_check: true,
        ...(endpoint === undefined ? {} : { endpoints: { s3: endpoint } }),
        ...(config.endpoint === undefined ? {} : notOfAws),
        ...(config.pathStyle === true ? { use_path_style: true } : {}),
      },
    };
  }

  /** None: the backend's keys must not meet those of the resource's account. */
  environmentNames(): string[] {
    return [];
  }

  async credentials(
    context: StorageCredentialsContext,
  ): Promise<StorageCredentials> {
    const { phase, runId: name } = context;
    const { session } = await this.#sessions.openUsed(context, { phase, name });
    return {
      environment: {},
      files: [{ name: FILE, content: credentialsFile(session) }],
      secrets: [session.secretAccessKey, session.sessionToken].filter(
        secret => secret !== undefined,
      ),
    };
  }

  async readState(context: StorageContext): Promise<string | undefined> {
    return (await this.#bucket(context)).read(objectKey(context));
  }

  async writeState(context: StorageContext, state: string): Promise<void> {
    await (await this.#bucket(context)).write(objectKey(context), state);
  }

  async removeState(context: StorageContext): Promise<void> {
    await (await this.#bucket(context)).remove(objectKey(context));
  }

  async lock(context: StorageLockContext): Promise<() => Promise<void>> {
    const path = objectKey(context);
    return lockByFile(await this.#bucket(context), {
      file: `${path}.tflock`,
      path,
      lockId: context.lockId,
    });
  }

  async inspect(context: StorageContext): Promise<ConnectionCheck[]> {
    return (await this.#bucket(context)).inspect();
  }

  async #bucket(context: StorageContext): Promise<S3Bucket> {
    const { session } = await this.#sessions.openUsed(context, {
      phase: 'apply',
      name: 'storage',
    });
    const config = asS3Config(context.config);
    return new S3Bucket(context, session, {
      ...config,
      endpoint: config.endpoint ?? this.#endpoint,
    });
  }
}
