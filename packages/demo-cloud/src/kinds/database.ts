import { randomBytes } from 'node:crypto';
import { JsonObject } from '@backstage/types';
import { between, cidr, each, fields, matches, oneOf } from './checks';
import { COMMON_ATTRIBUTES, nameOf, referenceTo } from './common';
import { KindDefinition } from './types';

const PORTS: Record<string, number> = { postgres: 5432, mysql: 3306 };

/** A managed database in a network. */
export const database: KindDefinition = {
  kind: 'database',
  plural: 'databases',
  idPrefix: 'db',
  description: 'A managed database.',
  attributes: {
    ...COMMON_ATTRIBUTES,
    name: nameOf('database'),
    network_id: referenceTo('network'),
    engine: {
      type: 'string',
      use: 'required',
      immutable: true,
      description: 'Database engine: postgres or mysql.',
      check: oneOf(Object.keys(PORTS)),
    },
    engine_version: {
      type: 'string',
      use: 'optional',
      description: 'Version of the engine.',
    },
    storage_gb: {
      type: 'number',
      use: 'optional',
      default: 20,
      description: 'Storage in gigabytes.',
      check: between(10, 65536),
    },
    high_availability: {
      type: 'bool',
      use: 'optional',
      default: false,
      description: 'Whether a second copy runs in another zone.',
    },
    allowed_cidrs: {
      type: ['set', 'string'],
      use: 'optional',
      description: 'Address ranges that may connect.',
      check: each(cidr),
    },
    parameters: {
      type: ['map', 'string'],
      use: 'optional',
      description: 'Parameters of the engine.',
    },
    backup: {
      type: ['object', { retention_days: 'number', window: 'string' }],
      use: 'optional',
      description: 'When backups are made and for how long they are kept.',
      check: fields({
        retention_days: between(0, 35),
        window: matches(
          /^\d{2}:\d{2}-\d{2}:\d{2}$/,
          'a window such as 02:00-03:00',
        ),
      }),
    },
    admin_password: {
      type: 'string',
      use: 'optional',
      sensitive: true,
      writeOnly: true,
      description: 'Password of the administrator; generated when left out.',
      check: (value, path) =>
        typeof value === 'string' && value.length < 12
          ? [{ path, message: 'must have at least 12 characters' }]
          : [],
    },
    password: {
      type: 'string',
      use: 'computed',
      sensitive: true,
      derivedFrom: ['admin_password'],
      description: 'Password of the administrator.',
    },
    username: {
      type: 'string',
      use: 'computed',
      description: 'Name of the administrator.',
    },
    endpoint: {
      type: 'string',
      use: 'computed',
      description: 'Host name of the database.',
    },
    port: {
      type: 'number',
      use: 'computed',
      description: 'Port of the database.',
    },
  },
  compute: ({ id, attributes, given }) => ({
    username: 'administrator',
    endpoint: `${id}.databases.democloud.example`,
    port: PORTS[String(attributes.engine)],
    password: passwordOf(attributes, given),
  }),
};

function passwordOf(attributes: JsonObject, given: JsonObject): string {
  if (typeof given.admin_password === 'string') {
    return given.admin_password;
  }
  const taken = given.admin_password === null;
  return typeof attributes.password === 'string' && !taken
    ? attributes.password
    : randomBytes(18).toString('base64url');
}
