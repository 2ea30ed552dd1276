import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  hostField,
  tokenField,
  type CredentialPhase,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

export const DEFAULT_HOST = 'gitlab.com';

/** What an integration is stored with. */
export interface GitlabConfig {
  host?: string;
  token: string;
  planToken?: string;
}

export const schema: ConfigSchema = {
  type: 'object',
  properties: {
    host: hostField('Host', DEFAULT_HOST),
    token: tokenField('Token', 'Of a person, a group or a project'),
    planToken: tokenField(
      'Token for plans',
      'One that may only read; the other one where it is left out',
    ),
  },
  required: ['token'],
  additionalProperties: false,
};

export function tokenFor(config: GitlabConfig, phase: CredentialPhase): string {
  return (phase === 'plan' ? config.planToken : undefined) ?? config.token;
}

/** The host's address, below which are its repositories and its API. */
export function urlOf({ host = DEFAULT_HOST }: GitlabConfig): string {
  return `https://${host}`;
}
