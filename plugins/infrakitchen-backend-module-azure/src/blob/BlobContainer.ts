import { text } from 'node:stream/consumers';
import type { TokenCredential } from '@azure/identity';
import {
  BlobServiceClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  type ContainerClient,
} from '@azure/storage-blob';
import {
  connectionCheck,
  stateLockedError,
  untilAborted,
  type ConnectionCheck,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { codeOf, explained } from '../azureError';
import { storagePipeline } from '../guardedClient';

/** Signatures are valid a little before now, for clocks that differ. */
const CLOCK_MARGIN_MS = 5 * 60_000;
/** Longer than the longest apply that the portal lets run by default. */
const SIGNATURE_MS = 26 * 3_600_000;
/** For the engine: it reads, makes and writes states and lists them. */
const PERMISSIONS = 'rcwl';

/** Codes of what is not possible because somebody else has the lease. */
const LEASED = [
  'LeaseIdMissing',
  'LeaseAlreadyPresent',
  'LeaseIdMismatchWithBlobOperation',
];

/** The few things that are done with the blobs of one container. */
export class BlobContainer {
  readonly #service: BlobServiceClient;
  readonly #client: ContainerClient;
  readonly #account: string;
  readonly #context: ProviderContext;

  constructor(
    context: ProviderContext,
    credential: TokenCredential,
    container: { url: string; account: string; name: string },
  ) {
    this.#context = context;
    this.#account = container.account;
    this.#service = new BlobServiceClient(
      container.url,
      storagePipeline(context, credential),
    );
    this.#client = this.#service.getContainerClient(container.name);
  }

  async read(name: string): Promise<string | undefined> {
    return this.#call('Reading', name, async () => {
      try {
        const { readableStreamBody } = await this.#client
          .getBlobClient(name)
          .download(0, undefined, { abortSignal: this.#signal });
        return readableStreamBody && (await text(readableStreamBody));
      } catch (error) {
        if (codeOf(error) === 'BlobNotFound') {
          return undefined;
        }
        throw error;
      }
    });
  }

  async write(name: string, content: string, leaseId?: string): Promise<void> {
    await this.#call('Writing', name, () =>
      this.#client
        .getBlockBlobClient(name)
        .upload(content, Buffer.byteLength(content), {
          abortSignal: this.#signal,
          conditions: { leaseId },
          blobHTTPHeaders: { blobContentType: 'application/json' },
        }),
    );
  }

  /** Makes an empty blob, because only a blob can be leased. */
  async ensure(name: string): Promise<void> {
    await this.#call('Writing', name, async () => {
      try {
        await this.#client.getBlockBlobClient(name).upload('', 0, {
          abortSignal: this.#signal,
          conditions: { ifNoneMatch: '*' },
        });
      } catch (error) {
        // There already; where it is leased, that is told by the next step.
        if (!['BlobAlreadyExists', ...LEASED].includes(codeOf(error) ?? '')) {
          throw error;
        }
      }
    });
  }

  async remove(name: string, leaseId?: string): Promise<void> {
    await this.#call('Removing', name, () =>
      this.#client.getBlobClient(name).deleteIfExists({
        abortSignal: this.#signal,
        conditions: { leaseId },
        deleteSnapshots: 'include',
      }),
    );
  }

  /** Takes a lease without end, and says beside the blob who has it. */
  async lease(
    name: string,
    leaseId: string,
    metadata: Record<string, string>,
  ): Promise<void> {
    const blob = this.#client.getBlobClient(name);
    await this.#call('Locking', name, async () => {
      const options = { abortSignal: this.#signal };
      await blob.getBlobLeaseClient(leaseId).acquireLease(-1, options);
      await blob.setMetadata(metadata, { ...options, conditions: { leaseId } });
    });
  }

  async release(name: string, leaseId: string): Promise<void> {
    const blob = this.#client.getBlobClient(name);
    await this.#call('Unlocking', name, async () => {
      const options = { abortSignal: this.#signal };
      await blob.setMetadata({}, { ...options, conditions: { leaseId } });
      await blob.getBlobLeaseClient(leaseId).releaseLease(options);
    });
  }

  async metadata(name: string): Promise<Record<string, string>> {
    return this.#call('Reading', name, async () => {
      const { metadata = {} } = await this.#client
        .getBlobClient(name)
        .getProperties({ abortSignal: this.#signal });
      return metadata;
    });
  }

  /** A signature for this container, made with a key of the signed-in application. */
  async sign(): Promise<string> {
    const now = Date.now();
    const startsOn = new Date(now - CLOCK_MARGIN_MS);
    const expiresOn = new Date(now + SIGNATURE_MS);
    return this.#call('Signing for', '', async () => {
      const key = await this.#service.getUserDelegationKey(
        startsOn,
        expiresOn,
        { abortSignal: this.#signal },
      );
      const values = {
        containerName: this.#client.containerName,
        permissions: ContainerSASPermissions.parse(PERMISSIONS),
        protocol: SASProtocol.Https,
        startsOn,
        expiresOn,
      };
      return generateBlobSASQueryParameters(
        values,
        key,
        this.#account,
      ).toString();
    });
  }

  /** Runs reach their state with a signature, so a test makes one. */
  async checkSignature(): Promise<ConnectionCheck> {
    return connectionCheck('Signature', async () => {
      await this.sign();
      return 'Signatures for runs can be made';
    });
  }

  get #signal(): AbortSignal {
    return this.#context.signal;
  }

  #call<T>(doing: string, name: string, work: () => Promise<T>): Promise<T> {
    const what = [this.#account, this.#client.containerName, name]
      .filter(Boolean)
      .join('/');
    const leased = (error: unknown) => {
      throw LEASED.includes(codeOf(error) ?? '')
        ? stateLockedError(what)
        : error;
    };
    return explained(`${doing} ${what}`, () =>
      untilAborted(this.#signal, work()).catch(leased),
    );
  }
}
