import { createSign, createVerify, type KeyObject } from 'node:crypto';

/** Signs claims with RS256, as the issuer of a workload's tokens does. @public */
export function signJwt(claims: object, key: KeyObject): string {
  const text = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  const signature = createSign('RSA-SHA256').update(text).sign(key);
  return `${text}.${signature.toString('base64url')}`;
}

/**
 * Reads the claims of a token that was signed with RS256.
 *
 * @throws when the signature is not of that key.
 * @public
 */
export function verifyJwt(
  token: string,
  key: KeyObject,
): Record<string, unknown> {
  const [head, body, signature] = token.split('.');
  const isValid = createVerify('RSA-SHA256')
    .update(`${head}.${body}`)
    .verify(key, Buffer.from(signature ?? '', 'base64url'));
  if (!isValid) {
    throw new Error('The signature of the token does not match');
  }
  return JSON.parse(Buffer.from(body, 'base64url').toString());
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
