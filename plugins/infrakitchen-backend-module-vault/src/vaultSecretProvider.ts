import type { JsonObject } from '@backstage/types';
import {
  InfrakitchenError,
  isInfrakitchenError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  remoteFailure,
  statusOf,
  usedIntegration,
  type SecretProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { VaultClient } from './client';
import { pathField, type VaultConfig } from './config';

/** What a secret is stored with. */
interface VaultSecretConfig {
  mount?: string;
  path: string;
  version?: number;
}

const DEFAULT_MOUNT = 'secret';

export const vaultSecretProvider: SecretProvider = {
  key: 'vault',
  title: 'HashiCorp Vault',
  description: 'A secret of the key-value store, version 2',
  integrationProviders: ['vault'],
  schema: {
    type: 'object',
    properties: {
      mount: {
        ...pathField('Mount', 'Path of the key-value store'),
        default: DEFAULT_MOUNT,
      },
      path: pathField('Path', 'Of the secret, without the mount and `data`'),
      version: {
        type: 'integer',
        title: 'Version',
        description: 'The newest where it is left out',
        minimum: 1,
      },
    },
    required: ['path'],
    additionalProperties: false,
  },
  async fetch({ config, ...context }) {
    const {
      mount = DEFAULT_MOUNT,
      path,
      version,
    } = config as unknown as VaultSecretConfig;
    const client = new VaultClient(
      usedIntegration(context, 'Vault').config as unknown as VaultConfig,
      context,
    );
    const query = version === undefined ? '' : `?version=${version}`;
    try {
      // A plan reads it as well as an apply.
      const body = await client.withSession('plan', session =>
        client.get(session, `v1/${mount}/data/${path}${query}`),
      );
      return payloadOf(body, `${mount}/${path}`);
    } catch (error) {
      throw isInfrakitchenError(error)
        ? error
        : explain(error, { mount, path, version });
    }
  },
};

function payloadOf(body: unknown, name: string): JsonObject {
  const { data } = (body ?? {}) as { data?: { data?: unknown } };
  const payload = data?.data;
  if (
    typeof payload !== 'object' ||
    payload === null ||
    Array.isArray(payload)
  ) {
    throw refused(
      'secret_payload_invalid',
      `'${name}' of Vault is no secret of a key-value store of version 2`,
    );
  }
  return payload as JsonObject;
}

function explain(
  error: unknown,
  { mount, path, version }: { mount: string; path: string; version?: number },
): InfrakitchenError {
  const name = `${mount}/${path}`;
  switch (statusOf(error)) {
    case 404:
      return refused(
        'secret_not_found',
        version === undefined
          ? `Vault has no secret '${name}', or its newest version is deleted`
          : `Vault has no version ${version} of '${name}', or it is deleted`,
      );
    case 403:
      return refused(
        'secret_not_allowed',
        `Vault does not let the integration read '${name}': its policy needs 'read' on '${mount}/data/${path}'`,
      );
    default:
      return remoteFailure(
        `The secret '${name}' of Vault cannot be read`,
        error,
      );
  }
}

function refused(code: string, message: string): InfrakitchenError {
  return new InfrakitchenError('InputError', { code, message });
}
