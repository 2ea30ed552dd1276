import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  authenticationField,
  fieldsWhen,
  type CredentialPhase,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { AwsKeys } from './clients';

export const DEFAULT_AUDIENCE = 'sts.amazonaws.com';
const DEFAULT_SESSION_NAME = 'InfraKitchen';
const DEFAULT_SESSION_SECONDS = 3_600;

const region = {
  type: 'string',
  pattern: '^[a-z]{2,}(-[a-z]+)+-[0-9]+$',
  maxLength: 40,
};
const accessKeyId = {
  type: 'string',
  pattern: '^[A-Z0-9]+$',
  minLength: 16,
  maxLength: 128,
};
const secretAccessKey = {
  type: 'string',
  pattern: '^[A-Za-z0-9/+=]+$',
  minLength: 16,
  maxLength: 256,
  writeOnly: true,
};
const role = {
  type: 'string',
  pattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$',
  maxLength: 2048,
};

/** Fields of an AWS integration. */
export const awsSchema: ConfigSchema = {
  type: 'object',
  properties: {
    method: {
      ...authenticationField({
        'access-key': 'An access key',
        'web-identity': 'The backend’s own identity (web identity)',
      }),
      default: 'access-key',
    },
    region: { ...region, title: 'Region', default: 'us-east-1' },
    accountId: {
      type: 'string',
      title: 'Account',
      description:
        'Twelve digits. Where it is given, credentials of another account are refused.',
      pattern: '^[0-9]{12}$',
      maxLength: 12,
    },
    ...fieldsWhen(
      { method: ['access-key'] },
      {
        accessKeyId: { ...accessKeyId, title: 'Access key id' },
        secretAccessKey: { ...secretAccessKey, title: 'Secret access key' },
        planAccessKeyId: {
          ...accessKeyId,
          title: 'Access key id for plans',
          description:
            'A key that only reads. Without it, plans use the other one.',
        },
        planSecretAccessKey: {
          ...secretAccessKey,
          title: 'Secret access key for plans',
        },
      },
      ['accessKeyId', 'secretAccessKey'],
    ),
    roleArn: {
      ...role,
      title: 'Role to assume',
      description: 'For applies, and for plans unless they have their own.',
      requiredWhen: { method: ['web-identity'] },
    },
    planRoleArn: { ...role, title: 'Role to assume for plans' },
    ...fieldsWhen(
      { method: ['access-key'] },
      {
        externalId: {
          type: 'string',
          title: 'External id',
          description: 'What the trust policy of the roles asks for.',
          pattern: '^[A-Za-z0-9_+=,.@:/-]+$',
          minLength: 2,
          maxLength: 1224,
        },
      },
    ),
    sessionName: {
      type: 'string',
      title: 'Session name',
      description: 'The id of the run follows it, for CloudTrail.',
      default: DEFAULT_SESSION_NAME,
      pattern: '^[A-Za-z0-9_+=,.@-]+$',
      minLength: 2,
      maxLength: 27,
    },
    sessionDuration: {
      type: 'integer',
      title: 'Length of a session in seconds',
      description:
        'At least as long as the longest apply, and at most what the role allows.',
      default: DEFAULT_SESSION_SECONDS,
      minimum: 900,
      maximum: 43_200,
    },
    ...fieldsWhen(
      { method: ['web-identity'] },
      {
        webIdentityAudience: {
          type: 'string',
          title: 'Audience of the identity token',
          default: DEFAULT_AUDIENCE,
          pattern: '^[\\x21-\\x7e]+$',
          maxLength: 255,
        },
      },
    ),
  },
  required: ['region'],
  additionalProperties: false,
};

/** What the schema leaves of a configuration. */
export interface AwsConfig {
  method?: 'access-key' | 'web-identity';
  region: string;
  accountId?: string;
  accessKeyId?: string;
  secretAccessKey?: string;
  planAccessKeyId?: string;
  planSecretAccessKey?: string;
  roleArn?: string;
  planRoleArn?: string;
  externalId?: string;
  sessionName?: string;
  sessionDuration?: number;
  webIdentityAudience?: string;
}

export function asAwsConfig(config: JsonObject): AwsConfig {
  return config as unknown as AwsConfig;
}

/** What fields need of each other. */
export function awsConfigErrors(given: JsonObject): string[] {
  const config = asAwsConfig(given);
  const hasPlanKey = config.planAccessKeyId !== undefined;
  const hasRole = (config.roleArn ?? config.planRoleArn) !== undefined;
  const errors: [wrong: boolean, message: string][] = [
    [
      hasPlanKey !== (config.planSecretAccessKey !== undefined),
      'planAccessKeyId and planSecretAccessKey belong together',
    ],
    [
      config.externalId !== undefined && !hasRole,
      'externalId is of use only where an access key assumes a role',
    ],
  ];
  return errors.filter(([wrong]) => wrong).map(([, message]) => message);
}

/** How a phase gets its credentials. */
export interface CredentialSource {
  /** Absent for web identity. */
  keys?: AwsKeys;
  roleArn?: string;
}

/** Plans take what is meant for plans, and otherwise what applies take. */
export function sourceFor(
  config: AwsConfig,
  phase: CredentialPhase,
): CredentialSource {
  const isPlan = phase === 'plan';
  const own = isPlan && config.planAccessKeyId !== undefined;
  const accessKey = own ? config.planAccessKeyId : config.accessKeyId;
  const secretKey = own ? config.planSecretAccessKey : config.secretAccessKey;
  return {
    keys:
      accessKey === undefined || secretKey === undefined
        ? undefined
        : { accessKeyId: accessKey, secretAccessKey: secretKey },
    roleArn: (isPlan ? config.planRoleArn : undefined) ?? config.roleArn,
  };
}

/** Settings of a session, with what stands in for what is not given. */
export function sessionSettings(config: AwsConfig, suffix: string) {
  const prefix = config.sessionName ?? DEFAULT_SESSION_NAME;
  return {
    DurationSeconds: config.sessionDuration ?? DEFAULT_SESSION_SECONDS,
    RoleSessionName: `${prefix}-${suffix}`
      .replace(/[^A-Za-z0-9_+=,.@-]/g, '-')
      .slice(0, 64),
  };
}
