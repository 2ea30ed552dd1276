import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  untilAborted,
  type ConnectionCheck,
  type LockFiles,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { explained, hasStatus } from '../awsError';
import type { AwsSession } from '../AwsSessions';
import { clientSettings } from '../clients';
import type { S3Config } from './s3Config';

/** The few things that are done with the objects of one bucket. */
export class S3Bucket implements LockFiles {
  readonly #client: S3Client;
  readonly #config: S3Config;
  readonly #secrets: (string | undefined)[];
  readonly #signal: AbortSignal;

  constructor(context: ProviderContext, keys: AwsSession, config: S3Config) {
    const { region, endpoint } = config;
    this.#config = config;
    this.#signal = context.signal;
    this.#secrets = [keys.secretAccessKey, keys.sessionToken];
    this.#client = new S3Client({
      ...clientSettings(context.outbound, { region, keys, endpoint }),
      forcePathStyle: config.pathStyle ?? false,
      // What the SDK would look up elsewhere, as in the other settings.
      disableS3ExpressSessionAuth: false,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      sigv4aSigningRegionSet: [region],
      useArnRegion: false,
    });
  }

  async read(key: string): Promise<string | undefined> {
    return this.#call(`Reading ${this.#name(key)}`, async () => {
      try {
        const command = new GetObjectCommand(this.#at(key));
        const { Body } = await this.#client.send(command, this.#options());
        return await Body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) {
          return undefined;
        }
        throw error;
      }
    });
  }

  async write(key: string, content: string): Promise<void> {
    await this.#call(`Writing ${this.#name(key)}`, () =>
      this.#put(key, content),
    );
  }

  /** @returns false where there is an object of that name already. */
  async create(key: string, content: string): Promise<boolean> {
    return this.#call(`Writing ${this.#name(key)}`, async () => {
      try {
        await this.#put(key, content, { IfNoneMatch: '*' });
        return true;
      } catch (error) {
        // 409 tells that another writer is at it.
        if (hasStatus(error, 409, 412)) {
          return false;
        }
        throw error;
      }
    });
  }

  async remove(key: string): Promise<void> {
    await this.#call(`Removing ${this.#name(key)}`, () =>
      this.#client.send(
        new DeleteObjectCommand(this.#at(key)),
        this.#options(),
      ),
    );
  }

  /** Without versions, a state that was overwritten by mistake is lost. */
  async inspect(): Promise<ConnectionCheck[]> {
    const name = 'Versioning';
    try {
      const { Status } = await this.#call('Reading the settings', () =>
        this.#client.send(
          new GetBucketVersioningCommand({ Bucket: this.#config.bucket }),
          this.#options(),
        ),
      );
      const ok = Status === 'Enabled';
      const message = ok
        ? 'The bucket keeps versions'
        : 'The bucket keeps no versions: enable them, so that a lost state can be brought back';
      return [{ name, ok, message }];
    } catch {
      const message =
        'Whether the bucket keeps versions is not known: grant s3:GetBucketVersioning to look';
      return [{ name, ok: true, message }];
    }
  }

  #put(key: string, content: string, more: { IfNoneMatch?: string } = {}) {
    const { kmsKeyId } = this.#config;
    const command = new PutObjectCommand({
      ...this.#at(key),
      ...more,
      Body: content,
      ContentType: 'application/json',
      ServerSideEncryption: kmsKeyId === undefined ? 'AES256' : 'aws:kms',
      SSEKMSKeyId: kmsKeyId,
    });
    return this.#client.send(command, this.#options());
  }

  #at(key: string) {
    return { Bucket: this.#config.bucket, Key: key };
  }

  #name(key: string): string {
    return `s3://${this.#config.bucket}/${key}`;
  }

  #options() {
    return { abortSignal: this.#signal };
  }

  #call<T>(doing: string, work: () => Promise<T>): Promise<T> {
    return explained(doing, this.#secrets, () =>
      untilAborted(this.#signal, work()),
    );
  }
}
