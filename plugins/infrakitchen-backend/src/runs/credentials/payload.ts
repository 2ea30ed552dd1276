import type { JsonObject, JsonValue } from '@backstage/types';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { connectionCulprit, type ConnectionRecord } from '../../connections';

/** Longest payload of one secret; a process gets it in its environment. */
const MAX_PAYLOAD = 512 * 1024;

/** The members of a payload, whatever the other side sent. */
export function payloadOf(
  record: ConnectionRecord,
  payload: unknown,
): [string, JsonValue][] {
  if (
    typeof payload !== 'object' ||
    payload === null ||
    Array.isArray(payload)
  ) {
    throw broken(
      record,
      'its payload is not an object; store one with a member for each variable',
      undefined,
      'secret_payload_invalid',
    );
  }
  if (JSON.stringify(payload).length > MAX_PAYLOAD) {
    throw broken(
      record,
      `its payload is longer than ${MAX_PAYLOAD / 1024} KB`,
      undefined,
      'secret_payload_invalid',
    );
  }
  return Object.entries(payload as JsonObject).filter(
    (entry): entry is [string, JsonValue] =>
      entry[1] !== undefined && entry[1] !== null,
  );
}

/** Every text in a value; numbers too, as they would be printed. */
export function textsIn(value: JsonValue): string[] {
  if (typeof value === 'object' && value !== null) {
    return Object.values(value).flatMap(item => textsIn(item as JsonValue));
  }
  return value === null || typeof value === 'boolean' ? [] : [String(value)];
}

/** The error of a provider that does not do what it should. */
export function broken(
  record: ConnectionRecord,
  why: string,
  cause?: unknown,
  code = 'provider_failed',
): InfrakitchenError {
  return new InfrakitchenError(
    'ServiceUnavailableError',
    {
      code,
      message: `The ${record.kind} '${record.name}' cannot be used: ${why}`,
      culprits: [connectionCulprit(record)],
    },
    cause,
  );
}
