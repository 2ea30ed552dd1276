import { between, each, fields } from './checks';
import { COMMON_ATTRIBUTES, nameOf, referenceTo, regionOf } from './common';
import { KindDefinition } from './types';

/** A store for files. */
export const bucket: KindDefinition = {
  kind: 'bucket',
  plural: 'buckets',
  idPrefix: 'bkt',
  description: 'A store for files, whose name is unique in the whole cloud.',
  nameUniqueWithin: [],
  attributes: {
    ...COMMON_ATTRIBUTES,
    name: nameOf('bucket', { immutable: true }),
    account_id: referenceTo('account', 'optional'),
    region: regionOf('bucket'),
    versioning: {
      type: 'bool',
      use: 'optional',
      default: false,
      description: 'Whether older versions of files are kept.',
    },
    lifecycle_rules: {
      type: [
        'list',
        ['object', { prefix: 'string', expire_after_days: 'number' }],
      ],
      use: 'optional',
      description: 'When files are removed.',
      check: each(fields({ expire_after_days: between(1, 3650) })),
    },
    allowed_origins: {
      type: ['set', 'string'],
      use: 'optional',
      description: 'Web origins that may read the files.',
    },
    endpoint: {
      type: 'string',
      use: 'computed',
      description: 'Address of the bucket.',
    },
  },
  compute: ({ attributes }) => ({
    endpoint: `https://${attributes.name}.buckets.democloud.example`,
  }),
};
