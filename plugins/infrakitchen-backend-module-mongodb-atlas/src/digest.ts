import { createHash, randomBytes } from 'node:crypto';

/** What a server wants to be answered, by RFC 7616. */
export interface DigestChallenge {
  realm: string;
  nonce: string;
  algorithm: string;
  opaque?: string;
}

const HASHES: Record<string, string> = { md5: 'md5', 'sha-256': 'sha256' };

/**
 * Reads the header `WWW-Authenticate`.
 *
 * @returns nothing where it asks for something that is not known here.
 */
export function parseDigestChallenge(
  header: string | null,
): DigestChallenge | undefined {
  const rest = /^Digest\s+(.*)$/is.exec(header ?? '')?.[1] ?? '';
  const fields = Object.fromEntries(
    [...rest.matchAll(/([a-z]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/gi)].map(
      ([, name, quoted, plain]) => [name.toLowerCase(), quoted ?? plain],
    ),
  );
  const { realm, nonce, opaque, algorithm = 'MD5', qop } = fields;
  const isKnown =
    Object.hasOwn(HASHES, algorithm.toLowerCase()) &&
    (qop ?? '').split(/\s*,\s*/).includes('auth');
  return isKnown && realm !== undefined && nonce !== undefined
    ? { realm, nonce, algorithm, ...(opaque !== undefined && { opaque }) }
    : undefined;
}

/** The header `Authorization` for a challenge, with the quality of protection `auth`. */
export function answerDigest(
  { realm, nonce, algorithm, opaque }: DigestChallenge,
  request: { method: string; uri: string; user: string; password: string },
  cnonce: string = randomBytes(16).toString('hex'),
): string {
  const hash = (...parts: string[]) =>
    createHash(HASHES[algorithm.toLowerCase()])
      .update(parts.join(':'))
      .digest('hex');
  const { method, uri, user, password } = request;
  // Counts the uses of a nonce, and each is used once.
  const nc = '00000001';
  const response = hash(
    hash(user, realm, password),
    ...[nonce, nc, cnonce, 'auth'],
    hash(method, uri),
  );
  const quoted = {
    username: user,
    realm,
    nonce,
    uri,
    cnonce,
    response,
    opaque,
  };
  return `Digest ${[
    ...Object.entries(quoted)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}="${value}"`),
    ...[`algorithm=${algorithm}`, 'qop=auth', `nc=${nc}`],
  ].join(', ')}`;
}
