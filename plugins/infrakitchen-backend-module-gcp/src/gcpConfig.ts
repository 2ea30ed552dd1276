import type { JsonObject } from '@backstage/types';
import {
  MAX_SECRET_LENGTH,
  type ConfigSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  authenticationField,
  fieldsWhen,
  type CredentialPhase,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { keyErrors } from './serviceAccountKey';

const DEFAULT_LIFETIME = 3_600;

const keyFile = {
  type: 'string',
  contentMediaType: 'application/json',
  maxLength: MAX_SECRET_LENGTH,
  writeOnly: true,
};
const serviceAccountEmail = {
  type: 'string',
  pattern:
    '^[a-z0-9-]+@([a-z0-9-]+\\.)?[a-z0-9-]+\\.(iam\\.)?gserviceaccount\\.com$',
  maxLength: 254,
};

/** Fields of a Google Cloud integration. */
export const gcpSchema: ConfigSchema = {
  type: 'object',
  properties: {
    method: {
      ...authenticationField({
        'service-account-key': 'A service account key',
        'workload-identity': 'The backend’s own identity (workload identity)',
      }),
      default: 'service-account-key',
    },
    projectId: {
      type: 'string',
      title: 'Project',
      pattern: '^[a-z][a-z0-9-]{4,28}[a-z0-9]$',
      maxLength: 30,
    },
    region: {
      type: 'string',
      title: 'Region',
      description: 'For resources of a module that names none.',
      pattern: '^[a-z]+-[a-z]+[0-9]+$',
      maxLength: 40,
    },
    ...fieldsWhen(
      { method: ['service-account-key'] },
      {
        serviceAccountKey: {
          ...keyFile,
          title: 'Service account key',
          description: 'The JSON file as it was downloaded.',
        },
        planServiceAccountKey: {
          ...keyFile,
          title: 'Service account key for plans',
          description:
            'Of an account that only reads. Without it, plans use the other one.',
        },
      },
      ['serviceAccountKey'],
    ),
    ...fieldsWhen(
      { method: ['workload-identity'] },
      {
        workloadIdentityProvider: {
          type: 'string',
          title: 'Workload identity provider',
          description:
            '//iam.googleapis.com/projects/N/locations/global/workloadIdentityPools/P/providers/Q',
          pattern:
            '^//iam\\.googleapis\\.com/projects/[0-9]+/locations/global/workloadIdentityPools/[a-z0-9-]+/providers/[a-z0-9-]+$',
          maxLength: 300,
        },
        identityAudience: {
          type: 'string',
          title: 'Audience of the identity token',
          description:
            'What the provider allows. Without it, https: and the name of the provider.',
          pattern: '^[\\x21-\\x7e]+$',
          maxLength: 400,
        },
        serviceAccountEmail: {
          ...serviceAccountEmail,
          title: 'Service account to act as',
        },
        planServiceAccountEmail: {
          ...serviceAccountEmail,
          title: 'Service account to act as for plans',
        },
        tokenLifetime: {
          type: 'integer',
          title: 'Life of the tokens of a service account in seconds',
          description:
            'More than 3600 needs an organisation policy that allows it.',
          default: DEFAULT_LIFETIME,
          minimum: 600,
          maximum: 43_200,
        },
      },
      ['workloadIdentityProvider'],
    ),
  },
  required: ['projectId'],
  additionalProperties: false,
};

/** What the schema leaves of a configuration. */
export interface GcpConfig {
  method?: 'service-account-key' | 'workload-identity';
  projectId: string;
  region?: string;
  serviceAccountKey?: string;
  planServiceAccountKey?: string;
  workloadIdentityProvider?: string;
  identityAudience?: string;
  serviceAccountEmail?: string;
  planServiceAccountEmail?: string;
  tokenLifetime?: number;
}

export function asGcpConfig(config: JsonObject): GcpConfig {
  return config as unknown as GcpConfig;
}

/** What is wrong with keys. */
export function gcpConfigErrors(given: JsonObject): string[] {
  const { serviceAccountKey, planServiceAccountKey } = asGcpConfig(given);
  return [
    ...keyErrors('serviceAccountKey', serviceAccountKey),
    ...keyErrors('planServiceAccountKey', planServiceAccountKey),
  ];
}

/** How a phase signs in. */
export type CredentialSource =
  | { kind: 'key'; key: string }
  | {
      kind: 'federated';
      provider: string;
      audience: string;
      /** Without one, the federated identity itself has the rights. */
      actAs?: string;
      lifetime: number;
    };

/** Plans take what is meant for plans, and otherwise what applies take. */
export function sourceFor(
  config: GcpConfig,
  phase: CredentialPhase,
): CredentialSource {
  const isPlan = phase === 'plan';
  const { workloadIdentityProvider: provider } = config;
  if (provider !== undefined && config.method === 'workload-identity') {
    return {
      kind: 'federated',
      provider,
      audience: config.identityAudience ?? `https:${provider}`,
      actAs:
        (isPlan ? config.planServiceAccountEmail : undefined) ??
        config.serviceAccountEmail,
      lifetime: config.tokenLifetime ?? DEFAULT_LIFETIME,
    };
  }
  const key = isPlan ? config.planServiceAccountKey : undefined;
  return { kind: 'key', key: key ?? config.serviceAccountKey! };
}
