import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  authenticationField,
  fieldsWhen,
  type CredentialPhase,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { CLOUDS, type Cloud } from './clouds';

export const DEFAULT_AUDIENCE = 'api://AzureADTokenExchange';

const id = {
  type: 'string',
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  maxLength: 36,
};
const clientSecret = {
  type: 'string',
  pattern: '^[\\x21-\\x7e]+$',
  minLength: 8,
  maxLength: 512,
  writeOnly: true,
};

/** Fields of an Azure integration. */
export const azureSchema: ConfigSchema = {
  type: 'object',
  properties: {
    method: {
      ...authenticationField({
        'client-secret': 'A client secret',
        'workload-identity': 'The backend’s own identity (workload identity)',
      }),
      default: 'client-secret',
    },
    cloud: {
      type: 'string',
      title: 'Cloud',
      enum: [...CLOUDS],
      default: 'public',
      // Each has its own host for signing in.
      destination: true,
    },
    tenantId: { ...id, title: 'Tenant' },
    subscriptionId: { ...id, title: 'Subscription' },
    clientId: { ...id, title: 'Application (client) id' },
    ...fieldsWhen(
      { method: ['client-secret'] },
      { clientSecret: { ...clientSecret, title: 'Client secret' } },
      ['clientSecret'],
    ),
    planClientId: {
      ...id,
      title: 'Application (client) id for plans',
      description:
        'An application that only reads. Without it, plans use the other one.',
    },
    ...fieldsWhen(
      { method: ['client-secret'] },
      {
        planClientSecret: { ...clientSecret, title: 'Client secret for plans' },
      },
    ),
    ...fieldsWhen(
      { method: ['workload-identity'] },
      {
        identityAudience: {
          type: 'string',
          title: 'Audience of the identity token',
          default: DEFAULT_AUDIENCE,
          pattern: '^[\\x21-\\x7e]+$',
          maxLength: 255,
        },
      },
    ),
  },
  required: ['tenantId', 'subscriptionId', 'clientId'],
  additionalProperties: false,
};

/** What the schema leaves of a configuration. */
export interface AzureConfig {
  method?: 'client-secret' | 'workload-identity';
  cloud?: Cloud;
  tenantId: string;
  subscriptionId: string;
  clientId: string;
  clientSecret?: string;
  planClientId?: string;
  planClientSecret?: string;
  identityAudience?: string;
}

export function asAzureConfig(config: JsonObject): AzureConfig {
  return config as unknown as AzureConfig;
}

/** What fields need of each other. */
export function azureConfigErrors(given: JsonObject): string[] {
  const config = asAzureConfig(given);
  const isFederated = config.method === 'workload-identity';
  const hasPlan = config.planClientId !== undefined;
  const hasPlanSecret = config.planClientSecret !== undefined;
  return !isFederated && hasPlan !== hasPlanSecret
    ? ['planClientId and planClientSecret belong together']
    : [];
}

/** The application that a phase signs in as; without a secret it is federated. */
export interface Application {
  clientId: string;
  clientSecret?: string;
}

/** Plans take what is meant for plans, and otherwise what applies take. */
export function applicationFor(
  config: AzureConfig,
  phase: CredentialPhase,
): Application {
  return phase === 'plan' && config.planClientId !== undefined
    ? { clientId: config.planClientId, clientSecret: config.planClientSecret }
    : { clientId: config.clientId, clientSecret: config.clientSecret };
}
