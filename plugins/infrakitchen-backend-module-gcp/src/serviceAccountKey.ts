import { createPrivateKey } from 'node:crypto';
import type { JsonObject } from '@backstage/types';

/** What is used of a service account key; the rest of the file is left out. */
export interface ServiceAccountKey {
  client_email: string;
  private_key: string;
  private_key_id?: string;
  project_id?: string;
}

/** What is wrong with a key file, in sentences that quote nothing of it. */
export function keyErrors(field: string, text: string | undefined): string[] {
  if (text === undefined) {
    return [];
  }
  const file = parse(text);
  if (file === undefined) {
    return [`${field} is not a JSON object: give the whole key file`];
  }
  if (file.type !== 'service_account') {
    return [`${field} is not the key of a service account`];
  }
  return [
    ...['client_email', 'private_key']
      .filter(name => typeof file[name] !== 'string')
      .map(name => `${field} has no ${name}`),
    ...(typeof file.private_key === 'string' && !isPrivateKey(file.private_key)
      ? [`${field} has a private_key that is none`]
      : []),
  ];
}

/**
 * Reads a key that was found to be valid. Only known members are taken: an
 * address of a key file would be where its signatures are sent to.
 */
export function readKey(text: string): ServiceAccountKey {
  const file = parse(text)!;
  return {
    client_email: String(file.client_email),
    private_key: String(file.private_key),
    ...(typeof file.private_key_id === 'string'
      ? { private_key_id: file.private_key_id }
      : {}),
    ...(typeof file.project_id === 'string'
      ? { project_id: file.project_id }
      : {}),
  };
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}

function isPrivateKey(text: string): boolean {
  try {
    return createPrivateKey(text).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
