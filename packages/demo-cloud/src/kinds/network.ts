import {
  all,
  cidr,
  each,
  fields,
  isRecord,
  isWithin,
  objectName,
  present,
} from './checks';
import { COMMON_ATTRIBUTES, nameOf, referenceTo, regionOf } from './common';
import { Issue, KindDefinition } from './types';

/** A private network with subnets. */
export const network: KindDefinition = {
  kind: 'network',
  plural: 'networks',
  idPrefix: 'net',
  description: 'A private network.',
  attributes: {
    ...COMMON_ATTRIBUTES,
    name: nameOf('network'),
    account_id: referenceTo('account', 'optional'),
    region: regionOf('network'),
    cidr: {
      type: 'string',
      use: 'required',
      immutable: true,
      description: 'Address range of the network.',
      check: cidr,
    },
    dns_servers: {
      type: ['list', 'string'],
      use: 'optional',
      description: 'Name servers, the preferred one first.',
    },
    flow_logs: {
      type: 'bool',
      use: 'optional',
      default: false,
      description: 'Whether the traffic is logged.',
    },
    subnets: {
      type: [
        'list',
        ['object', { name: 'string', cidr: 'string', public: 'bool' }],
      ],
      use: 'optional',
      description: 'Subnets, whose ranges lie within that of the network.',
      check: each(
        fields({ name: all(present, objectName), cidr: all(present, cidr) }),
      ),
    },
    subnet_ids: {
      type: ['map', 'string'],
      use: 'computed',
      derivedFrom: ['subnets'],
      description: 'Identifiers of the subnets, by name.',
    },
    gateway: {
      type: 'string',
      use: 'computed',
      description: 'Address of the default gateway.',
    },
  },
  check: ({ cidr: range, subnets }) =>
    typeof range === 'string' && cidr(range, []).length === 0
      ? outsideOf(range, subnets)
      : [],
  compute: ({ id, attributes }) => ({
    gateway: String(attributes.cidr).replace(/\d+\/\d+$/, '1'),
    subnet_ids: Object.fromEntries(
      recordsOf(attributes.subnets).map(({ name }) => [
        String(name),
        `${id}-${name}`,
      ]),
    ),
  }),
};

function outsideOf(range: string, subnets: unknown): Issue[] {
  return recordsOf(subnets).flatMap((subnet, index) =>
    typeof subnet.cidr === 'string' &&
    cidr(subnet.cidr, []).length === 0 &&
    !isWithin(subnet.cidr, range)
      ? [
          {
            path: ['subnets', index, 'cidr'],
            message: `must lie within ${range}, but is "${subnet.cidr}"`,
          },
        ]
      : [],
  );
}

function recordsOf(value: unknown): Array<Record<string, unknown>> {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
