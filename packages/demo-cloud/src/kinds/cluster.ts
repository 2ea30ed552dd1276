import {
  all,
  between,
  each,
  fields,
  isRecord,
  matches,
  objectName,
  oneOf,
  present,
} from './checks';
import { COMMON_ATTRIBUTES, nameOf, referenceTo, regionOf } from './common';
import { Check, KindDefinition } from './types';

/** Machine sizes that node pools can have. */
export const MACHINE_SIZES = ['small', 'medium', 'large', 'xlarge'] as const;

const inOrder: Check = (value, path) =>
  isRecord(value) && Number(value.min_size) > Number(value.max_size)
    ? [
        {
          path: [...path, 'max_size'],
          message: `must not be less than min_size, which is ${value.min_size}`,
        },
      ]
    : [];

/** A container cluster in a network. */
export const cluster: KindDefinition = {
  kind: 'cluster',
  plural: 'clusters',
  idPrefix: 'cls',
  description: 'A container cluster.',
  attributes: {
    ...COMMON_ATTRIBUTES,
    name: nameOf('cluster'),
    network_id: referenceTo('network'),
    region: regionOf('cluster'),
    kubernetes_version: {
      type: 'string',
      use: 'optional',
      default: '1.33',
      description: 'Version of Kubernetes.',
      check: matches(/^1\.\d{1,2}$/, 'a version such as 1.33'),
    },
    node_pools: {
      type: [
        'list',
        [
          'object',
          {
            name: 'string',
            machine_size: 'string',
            min_size: 'number',
            max_size: 'number',
            labels: ['map', 'string'],
          },
        ],
      ],
      use: 'optional',
      description: 'Groups of nodes of the same size.',
      check: each(
        all(
          fields({
            name: all(present, objectName),
            machine_size: oneOf(MACHINE_SIZES),
            min_size: between(0, 100),
            max_size: between(1, 100),
          }),
          inOrder,
        ),
      ),
    },
    public_endpoint: {
      type: 'bool',
      use: 'optional',
      default: false,
      description: 'Whether the endpoint is reachable from the internet.',
    },
    log_types: {
      type: ['set', 'string'],
      use: 'optional',
      description: 'Logs to keep: api, audit, scheduler.',
      check: each(oneOf(['api', 'audit', 'scheduler'])),
    },
    maintenance_window: {
      type: ['object', { day: 'string', start_hour: 'number' }],
      use: 'optional',
      description: 'When the cloud may restart nodes.',
      check: fields({
        day: oneOf(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']),
        start_hour: between(0, 23),
      }),
    },
    endpoint: {
      type: 'string',
      use: 'computed',
      description: 'Address of the Kubernetes API.',
    },
    ca_certificate: {
      type: 'string',
      use: 'computed',
      description: 'Certificate of the authority of the cluster, as base64.',
    },
  },
  compute: ({ id, attributes }) => ({
    endpoint: `https://${id}.${attributes.region}.clusters.democloud.example`,
    ca_certificate: Buffer.from(`certificate of ${id}`).toString('base64'),
  }),
};
