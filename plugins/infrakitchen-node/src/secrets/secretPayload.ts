import type { JsonObject } from '@backstage/types';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/**
 * Reads the payload of a secret that is kept as text.
 *
 * @throws an `InfrakitchenError` `secret_payload_invalid` where it is not a JSON
 * object, without quoting it.
 * @public
 */
export function secretPayload(
  name: string,
  text: string | undefined,
): JsonObject {
  const payload = parse(text);
  if (
    typeof payload !== 'object' ||
    payload === null ||
    Array.isArray(payload)
  ) {
    throw new InfrakitchenError('InputError', {
      code: 'secret_payload_invalid',
      message: `The payload of '${name}' is not a JSON object: store one with a member for each variable`,
    });
  }
  return payload as JsonObject;
}

/** The parser's own error would quote the secret. */
function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
