import { createPrivateKey } from 'node:crypto';
import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  authenticationField,
  fieldsWhen,
  hostField,
  nameField,
  tokenField,
  type CredentialPhase,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

export const DEFAULT_HOST = 'github.com';

/** A token of a person or machine user. */
export interface GithubToken {
  authentication: 'token';
  token: string;
  planToken?: string;
}

/** An installation of a GitHub App. */
export interface GithubApp {
  authentication: 'app';
  appId: string;
  installationId: string;
  privateKey: string;
}

/** What an integration is stored with. */
export type GithubConfig = (GithubToken | GithubApp) & {
  host?: string;
  owner?: string;
};

const idField = (title: string): JsonObject => ({
  type: 'string',
  title,
  maxLength: 20,
  pattern: '^[0-9]+$',
  patternHint: 'a number',
});

export const schema: ConfigSchema = {
  type: 'object',
  properties: {
    host: hostField('Host', DEFAULT_HOST),
    owner: nameField(
      'Organisation or user',
      'Only its repositories are reached with these credentials; all of the host where it is left out',
    ),
    authentication: authenticationField({
      token: 'A token',
      app: 'An installation of a GitHub App',
    }),
    ...fieldsWhen(
      { authentication: ['token'] },
      {
        token: tokenField('Token', 'Fine-grained or classic'),
        planToken: tokenField(
          'Token for plans',
          'One that may only read; the other one where it is left out',
        ),
      },
      ['token'],
    ),
    ...fieldsWhen(
      { authentication: ['app'] },
      {
        appId: idField('App ID'),
        installationId: idField('Installation ID'),
        privateKey: {
          type: 'string',
          title: 'Private key of the App',
          description: 'Content of the .pem file',
          // It has lines, which a field of one line would join.
          contentMediaType: 'application/x-pem-file',
          writeOnly: true,
          maxLength: 16_384,
        },
      },
      ['appId', 'installationId', 'privateKey'],
    ),
  },
  required: ['authentication'],
  additionalProperties: false,
};

export function validate(config: JsonObject): string[] {
  return typeof config.privateKey === 'string' &&
    !isPrivateKey(config.privateKey)
    ? ['config.privateKey is not a private key in PEM format']
    : [];
}

/** A key as GitHub hands it out, also where its line breaks were escaped. */
export function pemOf(privateKey: string): string {
  return privateKey.replaceAll('\\n', '\n').trim();
}

export function tokenFor(config: GithubToken, phase: CredentialPhase): string {
  return (phase === 'plan' ? config.planToken : undefined) ?? config.token;
}

function isPrivateKey(text: string): boolean {
  try {
    return createPrivateKey(pemOf(text)).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
