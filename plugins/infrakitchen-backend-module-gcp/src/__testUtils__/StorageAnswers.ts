import type {
  StandInAnswer,
  StandInRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';

interface StoredObject {
  body: Buffer;
  generation: number;
  kmsKey?: string;
}

/** The JSON API of Cloud Storage as far as states need it. */
export class StorageAnswers {
  /** Objects by `bucket/name`. */
  readonly objects = new Map<string, StoredObject>();
  readonly buckets = new Map<string, { versioning?: { enabled: boolean } }>();
  /** Principals that may only read. */
  readonly readers = new Set<string>();
  #generation = 1_700_000_000_000_000;

  answer(
    request: StandInRequest,
    grant: { principal: string; scopes: string[] },
  ): StandInAnswer {
    const { method, url } = request;
    const isAllowed = grant.scopes.some(scope =>
      /devstorage\.(read_write|full_control)$|cloud-platform$/.test(scope),
    );
    if (!isAllowed || (method !== 'GET' && this.readers.has(grant.principal))) {
      return refuse(
        403,
        'forbidden',
        `${grant.principal} does not have access.`,
      );
    }
    const { bucket, name } = addressOf(url);
    const settings = this.buckets.get(bucket);
    if (!settings) {
      return refuse(404, 'notFound', 'The specified bucket does not exist.');
    }
    if (name !== undefined) {
      return this.#ofObject(request, bucket, name);
    }
    return url.pathname.endsWith('/o')
      ? { status: 200, body: { kind: 'storage#objects', items: [] } }
      : { status: 200, body: settings };
  }

  #ofObject(
    { body, method, url, headers }: StandInRequest,
    bucket: string,
    name: string,
  ): StandInAnswer {
    const at = `${bucket}/${name}`;
    const stored = this.objects.get(at);
    const expected = url.searchParams.get('ifGenerationMatch');
    if (expected !== null && Number(expected) !== (stored?.generation ?? 0)) {
      return refuse(412, 'conditionNotMet', 'A pre-condition did not hold.');
    }
    if (method === 'POST') {
      this.#generation += 1;
      const object = {
        body: contentOf(body, headers['content-type']),
        generation: this.#generation,
        kmsKey: url.searchParams.get('kmsKeyName') ?? undefined,
      };
      this.objects.set(at, object);
      return metadata(bucket, name, object);
    }
    if (!stored) {
      const message = `No such object: ${at}`;
      return url.searchParams.get('alt') === 'media'
        ? { status: 404, body: message }
        : refuse(404, 'notFound', message);
    }
    if (method === 'DELETE') {
      this.objects.delete(at);
      return { status: 204 };
    }
    return isMedia(url)
      ? {
          status: 200,
          headers: { 'x-goog-generation': String(stored.generation) },
          body: stored.body,
        }
      : metadata(bucket, name, stored);
  }
}

/** Uploads name the object in the query, and XML reads have no API path. */
function addressOf(url: URL): { bucket: string; name?: string } {
  const [, bucket = '', name] =
    /^(?:\/upload)?\/storage\/v1\/b\/([^/]+)(?:\/o(?:\/(.+))?)?$/.exec(
      url.pathname,
    ) ??
    /^\/([^/]+)\/(.+)$/.exec(url.pathname) ??
    [];
  const given = name ?? url.searchParams.get('name') ?? undefined;
  return {
    bucket,
    name: given === undefined ? undefined : decodeURIComponent(given),
  };
}

function isMedia(url: URL): boolean {
  return (
    url.searchParams.get('alt') === 'media' ||
    !url.pathname.startsWith('/storage/v1/')
  );
}

/** An upload is the content alone, or a part of it beside the metadata. */
function contentOf(body: Buffer, type = ''): Buffer {
  const boundary = /^multipart\/related;\s*boundary="?([^";]+)/.exec(type)?.[1];
  if (boundary === undefined) {
    return body;
  }
  const [, , content] = String(body).split(`--${boundary}`);
  return Buffer.from(
    content.slice(content.indexOf('\r\n\r\n') + 4).replace(/\r\n$/, ''),
  );
}

function metadata(
  bucket: string,
  name: string,
  { body, generation }: StoredObject,
): StandInAnswer {
  return {
    status: 200,
    body: {
      kind: 'storage#object',
      ...{ bucket, name },
      generation: String(generation),
      size: String(body.length),
    },
  };
}

function refuse(code: number, reason: string, message: string): StandInAnswer {
  return {
    status: code,
    body: { error: { code, message, errors: [{ reason, message }] } },
  };
}
