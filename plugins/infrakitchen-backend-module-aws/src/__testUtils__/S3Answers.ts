import { createHash } from 'node:crypto';
import type { StandInAnswer } from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import type { Call } from './AwsStandIn';
import { escape } from './StsAnswers';

interface StoredObject {
  body: Buffer;
  encryption?: string;
}

/**
 * The REST API of S3 as far as states need it, with buckets in the path. Those
 * S3 servers of the npm registry that are kept know no conditional writes, which
 * are what a lock is made of.
 */
export class S3Answers {
  /** Objects by `bucket/key`. */
  readonly objects = new Map<string, StoredObject>();
  readonly buckets = new Map<string, { versioning?: 'Enabled' }>();
  /** Principals that may only read, by the beginning of their ARN. */
  readonly readers: string[] = [];

  answer(call: Call): StandInAnswer {
    const { method, url } = call;
    const path = decodeURIComponent(url.pathname.slice(1));
    const [bucket] = path.split('/');
    const settings = this.buckets.get(bucket);
    if (!settings) {
      return this.refuse('NoSuchBucket', `There is no '${bucket}'`, 404);
    }
    if (path === bucket || path === `${bucket}/`) {
      return ofBucket(url, settings);
    }
    const arn = call.principal!.arn;
    if (
      method !== 'GET' &&
      this.readers.some(reader => arn.startsWith(reader))
    ) {
      return this.refuse('AccessDenied', `${arn} may not write`);
    }
    return this.#ofObject(call, path);
  }

  refuse(code: string, message: string, status = 403): StandInAnswer {
    return {
      status,
      headers: { 'content-type': 'application/xml' },
      body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${escape(
        message,
      )}</Message><RequestId>1</RequestId></Error>`,
    };
  }

  #ofObject({ body, headers, method }: Call, path: string): StandInAnswer {
    const stored = this.objects.get(path);
    switch (method) {
      case 'PUT':
        if (headers['if-none-match'] === '*' && stored) {
          return this.refuse('PreconditionFailed', 'It is there', 412);
        }
        this.objects.set(path, {
          body,
          encryption: headers['x-amz-server-side-encryption'] as string,
        });
        return { status: 200, headers: { etag: etag(body) } };
      case 'DELETE':
        this.objects.delete(path);
        return { status: 204 };
      default:
        return stored
          ? {
              status: 200,
              headers: {
                etag: etag(stored.body),
                'content-type': 'application/json',
                'content-length': String(stored.body.length),
              },
              body: stored.body,
            }
          : this.refuse('NoSuchKey', `There is no '${path}'`, 404);
    }
  }
}

function ofBucket(
  url: URL,
  { versioning }: { versioning?: string },
): StandInAnswer {
  const headers = { 'content-type': 'application/xml' };
  const status = versioning ? `<Status>${versioning}</Status>` : '';
  const body = url.searchParams.has('versioning')
    ? `<VersioningConfiguration>${status}</VersioningConfiguration>`
    : '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>';
  return { status: 200, headers, body };
}

function etag(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
