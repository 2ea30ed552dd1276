import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  ConnectionCheck,
  LockFiles,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { ApiAnswer, ApiRequest, GcpSession } from './GcpSignIn';

const ORIGIN = 'https://storage.googleapis.com';

/** The few things that are done with the objects of one bucket. */
export class GcsBucket implements LockFiles {
  readonly #session: GcpSession;
  readonly #bucket: string;
  readonly #kmsKey?: string;

  constructor(session: GcpSession, bucket: string, kmsKey?: string) {
    this.#session = session;
    this.#bucket = bucket;
    this.#kmsKey = kmsKey;
  }

  async read(name: string): Promise<string | undefined> {
    const { status, text } = await this.#ofObject('Reading', name, {
      url: `${this.#objectUrl(name)}?alt=media`,
    });
    return status === 404 ? undefined : text;
  }

  async write(name: string, content: string): Promise<void> {
    await this.#upload(name, content, {});
  }

  /** @returns false where there is an object of that name already. */
  async create(name: string, content: string): Promise<boolean> {
    const { status } = await this.#upload(name, content, {
      ifGenerationMatch: '0',
    });
    return status !== 412;
  }

  async remove(name: string): Promise<void> {
    await this.#ofObject('Removing', name, {
      url: this.#objectUrl(name),
      method: 'DELETE',
    });
  }

  /** Without versions, a state that was overwritten by mistake is lost. */
  async inspect(): Promise<ConnectionCheck[]> {
    const name = 'Versioning';
    const { status, text } = await this.#session.call(
      'Reading the settings of the bucket',
      {
        url: `${ORIGIN}/storage/v1/b/${this.#bucket}?fields=versioning`,
        accept: [401, 403, 404],
      },
    );
    if (status >= 400) {
      const message =
        'Whether the bucket keeps versions is not known: grant storage.buckets.get to look';
      return [{ name, ok: true, message }];
    }
    const { versioning } = JSON.parse(text) as {
      versioning?: { enabled?: boolean };
    };
    const ok = versioning?.enabled === true;
    const message = ok
      ? 'The bucket keeps versions'
      : 'The bucket keeps no versions: enable them, so that a lost state can be brought back';
    return [{ name, ok, message }];
  }

  #upload(
    name: string,
    content: string,
    condition: Record<string, string>,
  ): Promise<ApiAnswer> {
    const query = new URLSearchParams({
      uploadType: 'media',
      name,
      ...condition,
      ...(this.#kmsKey === undefined ? {} : { kmsKeyName: this.#kmsKey }),
    });
    return this.#session.call(`Writing ${this.#nameOf(name)}`, {
      url: `${ORIGIN}/upload/storage/v1/b/${this.#bucket}/o?${query}`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: content,
      accept: 'ifGenerationMatch' in condition ? [412] : [],
    });
  }

  /** An object that is not there is no error, but a bucket is. */
  async #ofObject(
    doing: string,
    name: string,
    request: ApiRequest,
  ): Promise<ApiAnswer> {
    const answer = await this.#session.call(`${doing} ${this.#nameOf(name)}`, {
      ...request,
      accept: [404],
    });
    if (answer.status === 404 && /bucket does not exist/.test(answer.text)) {
      throw new InfrakitchenError('InputError', {
        code: 'gcp_refused',
        message: `There is no bucket '${
          this.#bucket
        }'. Create it, or mend its name`,
      });
    }
    return answer;
  }

  #objectUrl(name: string): string {
    return `${ORIGIN}/storage/v1/b/${this.#bucket}/o/${encodeURIComponent(
      name,
    )}`;
  }

  #nameOf(name: string): string {
    return `gs://${this.#bucket}/${name}`;
  }
}
