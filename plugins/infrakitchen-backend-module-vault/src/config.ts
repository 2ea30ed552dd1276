import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  authenticationField,
  fieldsWhen,
  nameField,
  tokenField,
  urlField,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** Ways to sign in to Vault. */
export type VaultAuthentication = 'token' | 'approle' | 'kubernetes' | 'jwt';

/** What an integration is stored with. */
export interface VaultConfig {
  address: string;
  namespace?: string;
  authentication: VaultAuthentication;
  /** Where the method is mounted; under its own name where absent. */
  authMount?: string;
  token?: string;
  roleId?: string;
  secretId?: string;
  role?: string;
  planRole?: string;
  audience?: string;
  checkPath?: string;
}

export const DEFAULT_AUDIENCE = 'vault';

/** Schema of a path in Vault, whose parts are never `.` or `..`. */
export function pathField(title: string, description: string): JsonObject {
  return {
    type: 'string',
    title,
    description,
    maxLength: 500,
    pattern: '^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$',
    patternHint: 'a path such as team/infra, without slashes around it',
  };
}

export const schema: ConfigSchema = {
  type: 'object',
  properties: {
    address: {
      ...urlField('Address'),
      description: 'Such as https://vault.example.com:8200',
    },
    namespace: pathField('Namespace', 'Of Vault Enterprise or HCP Vault'),
    authentication: authenticationField({
      approle: 'AppRole',
      jwt: 'A token of the backend’s workload (JWT)',
      kubernetes: 'A Kubernetes service account',
      token: 'A token',
    }),
    ...fieldsWhen(
      { authentication: ['approle', 'jwt', 'kubernetes'] },
      {
        authMount: pathField(
          'Path of the method',
          'Where it is mounted; its own name where it is left out',
        ),
      },
    ),
    ...fieldsWhen(
      { authentication: ['token'] },
      { token: tokenField('Token') },
      ['token'],
    ),
    ...fieldsWhen(
      { authentication: ['approle'] },
      { roleId: nameField('Role ID'), secretId: tokenField('Secret ID') },
      ['roleId', 'secretId'],
    ),
    ...fieldsWhen(
      { authentication: ['jwt', 'kubernetes'] },
      {
        role: nameField('Role'),
        planRole: nameField(
          'Role for plans',
          'One that may only read; the other one where it is left out',
        ),
        audience: {
          type: 'string',
          title: 'Audience of the workload’s token',
          default: DEFAULT_AUDIENCE,
          maxLength: 500,
        },
      },
      ['role'],
    ),
    checkPath: pathField(
      'Path to test',
      'Such as secret/data/infra: the test tells whether it may be read',
    ),
  },
  required: ['address', 'authentication'],
  additionalProperties: false,
};
