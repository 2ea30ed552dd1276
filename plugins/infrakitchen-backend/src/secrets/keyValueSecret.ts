import type { JsonObject } from '@backstage/types';
import type { SecretProvider } from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** Secrets that are kept here, encrypted. */
export const keyValueSecret: SecretProvider = {
  key: 'custom',
  title: 'Key and value',
  description: 'Values that are kept here, encrypted with the key ring.',
  schema: {
    type: 'object',
    properties: {
      values: {
        type: 'object',
        title: 'Values',
        description: 'By the name of the variable that gets the value.',
        minProperties: 1,
        maxProperties: 100,
        propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_-]*$', maxLength: 128 },
        // What is shorter could not be masked without masking half of every text.
        additionalProperties: {
          type: 'string',
          minLength: 4,
          maxLength: 65_536,
          writeOnly: true,
        },
      },
    },
    required: ['values'],
    additionalProperties: false,
  },
  fetch: async ({ config }) => config.values as JsonObject,
};
