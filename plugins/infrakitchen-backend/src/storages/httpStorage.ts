import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@backstage/types';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  isLockOf,
  type StorageContext,
  type StorageProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** Longest state that is read from a server that is not ours. */
const MAX_STATE_BYTES = 64 * 1024 * 1024;

/** A server of the operator that speaks the engine's `http` protocol. */
export const httpStorage: StorageProvider = {
  key: 'http',
  title: 'HTTP server',
  description: "A server that keeps states by Terraform's http protocol.",
  schema: {
    type: 'object',
    properties: {
      address: {
        type: 'string',
        title: 'Address',
        description: 'URL below which each state has its own address.',
        destination: true,
        pattern: '^https?://[^/?#@\\s]+(/[^?#@\\s]*)?$',
        maxLength: 1000,
      },
      username: { type: 'string', title: 'User', maxLength: 200 },
      password: {
        type: 'string',
        title: 'Password',
        minLength: 4,
        maxLength: 4000,
        writeOnly: true,
      },
      updateMethod: {
        type: 'string',
        title: 'Method of updates',
        enum: ['POST', 'PUT'],
        default: 'POST',
      },
      lockPath: {
        type: 'string',
        title: 'Path of the lock',
        description: 'Added to the address of a state, such as /lock.',
        pattern: '^(/[A-Za-z0-9_-]+)?$',
        maxLength: 100,
      },
      lockMethod: {
        type: 'string',
        title: 'Method of locking',
        enum: ['LOCK', 'PUT', 'POST'],
        default: 'LOCK',
      },
      unlockMethod: {
        type: 'string',
        title: 'Method of unlocking',
        enum: ['UNLOCK', 'DELETE'],
        default: 'UNLOCK',
      },
    },
    required: ['address'],
    additionalProperties: false,
  },

  validate: ({ username, password }) =>
    (username === undefined) === (password === undefined)
      ? []
      : ['username and password belong together'],

  backend({ config, key }) {
    const address = addressOf(config, key);
    return {
      type: 'http',
      config: {
        address,
        update_method: config.updateMethod ?? 'POST',
        lock_address: lockAddressOf(config, key),
        lock_method: config.lockMethod ?? 'LOCK',
        unlock_address: lockAddressOf(config, key),
        unlock_method: config.unlockMethod ?? 'UNLOCK',
        retry_max: 5,
      },
    };
  },

  environmentNames: () => ['TF_HTTP_USERNAME', 'TF_HTTP_PASSWORD'],

  async credentials({ config: { username, password } }) {
    // Empty ones too, or the engine would use those of the managed storage.
    return {
      environment: {
        TF_HTTP_USERNAME: String(username ?? ''),
        TF_HTTP_PASSWORD: String(password ?? ''),
      },
      secrets:
        username === undefined
          ? []
          : [String(password), basic(username, password)],
    };
  },

  async readState(context) {
    const response = await call(context, 'GET');
    if (response.status === 404 || response.status === 204) {
      await response.body?.cancel();
      return undefined;
    }
    await assertOk(response, 'read the state');
    const text = await readLimited(response);
    return text === '' ? undefined : text;
  },

  async writeState(context, state) {
    const method = String(context.config.updateMethod ?? 'POST');
    await assertDone(await call(context, method, state), 'write the state');
  },

  async removeState(context) {
    const response = await call(context, 'DELETE');
    if (response.status !== 404) {
      await assertDone(response, 'remove the state');
    }
  },

  async lock(context) {
    const info = JSON.stringify({
      ID: context.lockId ?? randomUUID(),
      Operation: 'InfraKitchen',
      Info: '',
      Who: 'infrakitchen',
      Version: '1.0.0',
      Created: new Date().toISOString(),
      Path: context.key,
    });
    const { lockMethod = 'LOCK', unlockMethod = 'UNLOCK' } = context.config;
    const unlock = async () =>
      assertDone(
        await callLock(context, String(unlockMethod), info),
        'unlock the state',
      );
    const locked = await callLock(context, String(lockMethod), info);
    if (locked.status === 423 || locked.status === 409) {
      // The protocol has the server answer with the lock that is held.
      if (isLockOf(await readLimited(locked), context.lockId)) {
        return unlock;
      }
      throw new InfrakitchenError('ConflictError', {
        code: 'state_locked',
        message: `The state '${context.key}' is locked by somebody else`,
      });
    }
    await assertDone(locked, 'lock the state');
    return unlock;
  },
};

function addressOf(config: JsonObject, key: string): string {
  return `${String(config.address).replace(/\/+$/, '')}/${key}`;
}

function lockAddressOf(config: JsonObject, key: string): string {
  return `${addressOf(config, key)}${config.lockPath ?? ''}`;
}

function basic(username: unknown, password: unknown): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}

function call(context: StorageContext, method: string, body?: string) {
  return request(context, addressOf(context.config, context.key), method, body);
}

function callLock(context: StorageContext, method: string, body: string) {
  return request(
    context,
    lockAddressOf(context.config, context.key),
    method,
    body,
  );
}

async function request(
  { config, outbound, signal }: StorageContext,
  url: string,
  method: string,
  body?: string,
): Promise<Response> {
  const { username, password } = config;
  return outbound.fetch(url, {
    method,
    body,
    signal,
    // Credentials are for this server alone.
    redirect: 'error',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(username !== undefined && {
        authorization: `Basic ${basic(username, password)}`,
      }),
    },
  });
}

async function assertOk(response: Response, what: string): Promise<void> {
  if (response.ok) {
    return;
  }
  await response.body?.cancel();
  throw new InfrakitchenError('ServiceUnavailableError', {
    code: 'storage_refused',
    message:
      `The server would not ${what}: it answered ${response.status} ${response.statusText}`.trimEnd(),
  });
}

async function assertDone(response: Response, what: string): Promise<void> {
  await assertOk(response, what);
  await response.body?.cancel();
}

async function readLimited(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_STATE_BYTES) {
      throw new InfrakitchenError('ServiceUnavailableError', {
        code: 'state_too_large',
        message: `The state is larger than ${
          MAX_STATE_BYTES / 1024 / 1024
        } MB; keep it in a storage of another kind`,
      });
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
