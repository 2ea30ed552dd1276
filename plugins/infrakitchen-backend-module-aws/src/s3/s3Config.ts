import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { StateLocation } from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** Fields of an S3 storage. */
export const s3Schema: ConfigSchema = {
  type: 'object',
  properties: {
    bucket: {
      type: 'string',
      title: 'Bucket',
      pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
      maxLength: 63,
    },
    region: {
      type: 'string',
      title: 'Region of the bucket',
      pattern: '^[a-z0-9-]+$',
      maxLength: 40,
    },
    prefix: {
      type: 'string',
      title: 'Folder in the bucket',
      pattern: '^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$',
      maxLength: 500,
    },
    kmsKeyId: {
      type: 'string',
      title: 'KMS key',
      description:
        'ARN or id of the key to encrypt with. Without it, S3 encrypts with its own.',
      pattern: '^[A-Za-z0-9:/_-]+$',
      maxLength: 2048,
    },
    endpoint: {
      type: 'string',
      title: 'Address of the service',
      description:
        'Only for a service other than Amazon S3 that has its API, with conditional writes.',
      pattern: '^https?://[^\\s/?#@]+$',
      maxLength: 300,
    },
    pathStyle: {
      type: 'boolean',
      title: 'The bucket is part of the path, not of the host',
      default: false,
    },
  },
  required: ['bucket', 'region'],
  additionalProperties: false,
};

/** What the schema leaves of a configuration. */
export interface S3Config {
  bucket: string;
  region: string;
  prefix?: string;
  kmsKeyId?: string;
  endpoint?: string;
  pathStyle?: boolean;
}

export function asS3Config(config: JsonObject): S3Config {
  return config as unknown as S3Config;
}

export function s3Errors(config: JsonObject): string[] {
  return asS3Config(config).prefix?.split('/').some(isDots)
    ? ['prefix has a part that is only dots']
    : [];
}

function isDots(part: string): boolean {
  return /^\.+$/.test(part);
}

/** Key of the object that holds a state. */
export function objectKey({ config, key }: StateLocation): string {
  const { prefix } = asS3Config(config);
  return prefix === undefined ? key : `${prefix}/${key}`;
}
