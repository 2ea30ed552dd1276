import { between, fields } from './checks';
import { COMMON_ATTRIBUTES, nameOf, referenceTo } from './common';
import { KindDefinition } from './types';

/** A part of a cluster with its own quota. */
export const namespace: KindDefinition = {
  kind: 'namespace',
  plural: 'namespaces',
  idPrefix: 'ns',
  description: 'A part of a cluster, with its own quota.',
  nameUniqueWithin: ['cluster_id'],
  attributes: {
    ...COMMON_ATTRIBUTES,
    name: nameOf('namespace', { immutable: true }),
    cluster_id: referenceTo('cluster'),
    labels: {
      type: ['map', 'string'],
      use: 'optional',
      description: 'Labels of the namespace.',
    },
    quota: {
      type: ['object', { cpu: 'number', memory_gb: 'number', pods: 'number' }],
      use: 'optional',
      description: 'What the workloads may use together.',
      check: fields({
        cpu: between(0.1, 1000, { fraction: true }),
        memory_gb: between(0.1, 10000, { fraction: true }),
        pods: between(1, 10000),
      }),
    },
    service_account: {
      type: 'string',
      use: 'computed',
      description: 'Account that workloads run as.',
    },
  },
  compute: ({ id, attributes }) => ({
    service_account: `${attributes.name}@${id}.democloud.example`,
  }),
};
