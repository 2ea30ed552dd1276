import {
  environmentOrBlock,
  remoteFailure,
  type IntegrationProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { VaultClient } from './client';
import { schema, type VaultConfig } from './config';
import { testConnection } from './testConnection';

const ENVIRONMENT = ['VAULT_ADDR', 'VAULT_TOKEN', 'VAULT_NAMESPACE'];

export const vaultProvider: IntegrationProvider = {
  key: 'vault',
  title: 'HashiCorp Vault',
  description: 'Secrets of KV version 2, and tokens for runs',
  category: 'tool',
  supportsAlias: true,
  schema,
  environmentNames: ({ alias }) => (alias === undefined ? ENVIRONMENT : []),
  test: ({ config, ...context }) =>
    testConnection(config as unknown as VaultConfig, context),
  async credentials({ config, phase, alias, ...context }) {
    const vault = config as unknown as VaultConfig;
    const { address, namespace } = vault;
    const { token, expiresAt } = await new VaultClient(vault, context)
      .signIn(phase)
      .catch(error => {
        throw remoteFailure('Vault gives no token', error);
      });
    return environmentOrBlock(alias, {
      environment: {
        VAULT_ADDR: address,
        VAULT_TOKEN: token,
        ...(namespace !== undefined && { VAULT_NAMESPACE: namespace }),
      },
      block: {
        source: 'hashicorp/vault',
        localName: 'vault',
        arguments: {
          address,
          ...(namespace !== undefined && { namespace }),
        },
        secretArguments: { token },
      },
      secrets: [token],
      ...(expiresAt !== undefined && { expiresAt }),
    });
  },
};
