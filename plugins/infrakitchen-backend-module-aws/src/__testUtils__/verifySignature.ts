import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { StandInRequest } from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';

const CLOCK_TOLERANCE_MS = 15 * 60_000;

/** The parts of an `Authorization` header of signature version 4. */
export interface Signed {
  accessKeyId: string;
  date: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
}

export function parseAuthorization(request: StandInRequest): Signed {
  const header = request.headers.authorization ?? '';
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (!parts) {
    throw new Error(`not signed with version 4: '${header.slice(0, 20)}'`);
  }
  const [, accessKeyId, date, region, service, names, signature] = parts;
  const signedHeaders = names.split(';');
  return { accessKeyId, date, region, service, signedHeaders, signature };
}

/**
 * Computes the signature of a request again, from AWS's description of version
 * 4 and not with the SDK, and compares.
 */
export function isSignatureValid(
  request: StandInRequest,
  signed: Signed,
  secretAccessKey: string,
): boolean {
  const at = String(request.headers['x-amz-date']);
  const scope = [signed.date, signed.region, signed.service, 'aws4_request'];
  const toSign = [
    'AWS4-HMAC-SHA256',
    at,
    scope.join('/'),
    sha256(canonicalRequest(request, signed)),
  ].join('\n');
  const key = scope.reduce<Buffer>(
    (previous, part) => hmac(previous, part),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  return (
    at.startsWith(signed.date) &&
    signed.signedHeaders.includes('host') &&
    signed.signedHeaders.includes('x-amz-date') &&
    timingSafeEqual(hmac(key, toSign), Buffer.from(signed.signature, 'hex'))
  );
}

export function isTimely(request: StandInRequest, now: number): boolean {
  const at = String(request.headers['x-amz-date']).replace(
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
    '$1-$2-$3T$4:$5:$6Z',
  );
  return Math.abs(Date.parse(at) - now) < CLOCK_TOLERANCE_MS;
}

function canonicalRequest(
  request: StandInRequest,
  { service, signedHeaders }: Signed,
): string {
  const { url } = request;
  // S3 alone encodes a path once.
  const path =
    service === 's3'
      ? url.pathname
      : url.pathname.split('/').map(encodeURIComponent).join('/');
  const query = [...url.searchParams]
    .map(pair => pair.map(encode).join('='))
    .sort();
  const headers = signedHeaders.map(
    name => `${name}:${headerOf(request, name)}\n`,
  );
  return [
    request.method,
    path,
    query.join('&'),
    headers.join(''),
    signedHeaders.join(';'),
    payloadHash(request),
  ].join('\n');
}

/** The hash that was signed must be that of what arrived. */
function payloadHash({ body, headers }: StandInRequest): string {
  const told = headers['x-amz-content-sha256'];
  const actual = sha256(body);
  if (told !== undefined && told !== actual) {
    throw new Error(`the signed hash '${told}' is not that of the body`);
  }
  return actual;
}

function headerOf(request: StandInRequest, name: string): string {
  return String(request.headers[name] ?? '')
    .trim()
    .replace(/ +/g, ' ');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
