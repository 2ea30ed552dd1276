import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RequestValidator } from '@backstage/plugin-events-node';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

/**
 * Lets a request pass whose body was signed with the secret; none where there
 * is no secret.
 */
export function createSignatureValidator(
  secret: string | undefined,
): RequestValidator {
  return async ({ headers, raw }, context) => {
    const [, given] = SIGNATURE.exec(String(headers['x-hub-signature'])) ?? [];
    if (!secret || !given || !isSigned(raw.body, given, secret)) {
      context.reject({
        status: 403,
        payload: { message: 'invalid signature' },
      });
    }
  };
}

/** Takes as long whether or not it is right. */
function isSigned(body: Buffer, given: string, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(given, 'hex'));
}
