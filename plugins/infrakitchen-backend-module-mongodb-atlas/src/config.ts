import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  authenticationField,
  fieldsWhen,
  nameField,
  tokenField,
  urlField,
  type CredentialPhase,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

export const DEFAULT_BASE_URL = 'https://cloud.mongodb.com';

/** What an integration is stored with. */
export interface AtlasConfig {
  baseUrl?: string;
  orgId: string;
  authentication: 'api_key' | 'service_account';
  publicKey?: string;
  privateKey?: string;
  planPublicKey?: string;
  planPrivateKey?: string;
  clientId?: string;
  clientSecret?: string;
  planClientId?: string;
  planClientSecret?: string;
}

/** One pair of a name and its secret. */
export interface AtlasPair {
  name: string;
  secret: string;
}

export const schema: ConfigSchema = {
  type: 'object',
  properties: {
    baseUrl: {
      ...urlField('Base URL', DEFAULT_BASE_URL),
      description: 'https://cloud.mongodbgov.com for governments',
    },
    orgId: {
      type: 'string',
      title: 'Organisation ID',
      maxLength: 24,
      pattern: '^[0-9a-f]{24}$',
      patternHint: '24 hexadecimal digits',
    },
    authentication: authenticationField({
      service_account: 'A service account',
      api_key: 'An API key',
    }),
    ...fieldsWhen(
      { authentication: ['service_account'] },
      {
        clientId: nameField('Client ID'),
        clientSecret: tokenField('Client secret'),
        planClientId: nameField(
          'Client ID for plans',
          'A service account that may only read; the other one where it is left out',
        ),
        planClientSecret: tokenField('Client secret for plans'),
      },
      ['clientId', 'clientSecret'],
    ),
    ...fieldsWhen(
      { authentication: ['api_key'] },
      {
        publicKey: nameField('Public key'),
        privateKey: tokenField('Private key'),
        planPublicKey: nameField(
          'Public key for plans',
          'A key that may only read; the other one where it is left out',
        ),
        planPrivateKey: tokenField('Private key for plans'),
      },
      ['publicKey', 'privateKey'],
    ),
  },
  required: ['orgId', 'authentication'],
  additionalProperties: false,
};

export function validate(config: JsonObject): string[] {
  const pairs = [
    ['planClientId', 'planClientSecret'],
    ['planPublicKey', 'planPrivateKey'],
  ];
  return pairs
    .filter(([a, b]) => (config[a] === undefined) !== (config[b] === undefined))
    .map(([a, b]) => `config.${a} and config.${b} belong together`);
}

/** The pair of a phase; that of an apply where a plan has none. */
export function pairFor(
  config: AtlasConfig,
  phase: CredentialPhase,
): AtlasPair {
  const { authentication, publicKey, privateKey, clientId, clientSecret } =
    config;
  const isKey = authentication === 'api_key';
  const plan = phase === 'plan' ? planPairOf(config) : undefined;
  return (
    plan ?? {
      // The schema has seen to it that they are there.
      name: (isKey ? publicKey : clientId)!,
      secret: (isKey ? privateKey : clientSecret)!,
    }
  );
}

/** The pair that is for plans alone. */
export function planPairOf(config: AtlasConfig): AtlasPair | undefined {
  return config.authentication === 'api_key'
    ? pair(config.planPublicKey, config.planPrivateKey)
    : pair(config.planClientId, config.planClientSecret);
}

function pair(
  name: string | undefined,
  secret: string | undefined,
): AtlasPair | undefined {
  return name !== undefined && secret !== undefined
    ? { name, secret }
    : undefined;
}
