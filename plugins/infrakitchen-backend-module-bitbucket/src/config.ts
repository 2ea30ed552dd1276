import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  authenticationField,
  fieldsWhen,
  nameField,
  tokenField,
  type CredentialPhase,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** What an integration is stored with. */
export interface BitbucketConfig {
  workspace: string;
  /** A person's API token, an app password, or a workspace's access token. */
  authentication: 'api_token' | 'app_password' | 'access_token';
  username?: string;
  token: string;
  planToken?: string;
}

export const schema: ConfigSchema = {
  type: 'object',
  properties: {
    workspace: nameField(
      'Workspace',
      'Only its repositories are reached with these credentials',
    ),
    authentication: authenticationField({
      access_token: 'An access token of the workspace',
      api_token: 'An API token of an Atlassian account',
      app_password: 'An app password',
    }),
    ...fieldsWhen(
      { authentication: ['api_token', 'app_password'] },
      {
        username: nameField(
          'User name',
          'The e-mail address for an API token, the Bitbucket user name for an app password',
        ),
      },
      ['username'],
    ),
    token: tokenField('Token or password'),
    planToken: tokenField(
      'Token or password for plans',
      'One that may only read; the other one where it is left out',
    ),
  },
  required: ['workspace', 'authentication', 'token'],
  additionalProperties: false,
};

export function tokenFor(
  config: BitbucketConfig,
  phase: CredentialPhase,
): string {
  return (phase === 'plan' ? config.planToken : undefined) ?? config.token;
}

/** Below what the repositories of the workspace are. */
export function gitUrlOf({ workspace }: BitbucketConfig): string {
  return `https://bitbucket.org/${workspace}`;
}
