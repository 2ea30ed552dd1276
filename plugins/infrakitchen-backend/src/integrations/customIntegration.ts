import type { JsonObject } from '@backstage/types';
import {
  ENVIRONMENT_NAME,
  isReservedVariable,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { IntegrationProvider } from '@infrakitchen/backstage-plugin-infrakitchen-node';

const MAX_VARIABLES = 50;

const variables = (title: string, description: string) => ({
  type: 'object',
  title,
  description,
  maxProperties: MAX_VARIABLES,
  propertyNames: { pattern: ENVIRONMENT_NAME, maxLength: 128 },
  // What is shorter could not be masked without masking half of every text.
  additionalProperties: {
    type: 'string',
    minLength: 4,
    maxLength: 65_536,
    writeOnly: true,
  },
});

/** Any tool that takes its credentials from environment variables. */
export const customIntegration: IntegrationProvider = {
  key: 'custom',
  title: 'Environment variables',
  description:
    'Credentials of any tool whose provider reads them from its environment.',
  category: 'tool',
  supportsAlias: false,
  schema: {
    type: 'object',
    properties: {
      variables: {
        ...variables('Variables', 'Given to every run, plan and apply.'),
        minProperties: 1,
      },
      applyVariables: variables(
        'Variables for apply',
        'Given to an apply in place of those of the same names, so that a plan may have rights to read only.',
      ),
    },
    required: ['variables'],
    additionalProperties: false,
  },

  validate: config =>
    namesOf(config)
      .filter(isReservedVariable)
      .map(
        name => `the variable '${name}' belongs to the engine or the platform`,
      ),

  environmentNames: ({ config }) => namesOf(config),

  async test({ config }) {
    const names = namesOf(config);
    return {
      checks: [
        {
          name: 'Variables',
          ok: true,
          message: `Set: ${names.join(
            ', ',
          )}. What they are for is not known, so nothing was called`,
        },
      ],
    };
  },

  async credentials({ config, phase }) {
    const environment = {
      ...(config.variables as Record<string, string>),
      ...(phase === 'apply' &&
        (config.applyVariables as Record<string, string> | undefined)),
    };
    return { environment, secrets: Object.values(environment) };
  },
};

function namesOf({ variables: both, applyVariables }: JsonObject): string[] {
  return [
    ...new Set(
      [both, applyVariables].flatMap(part =>
        Object.keys((part ?? {}) as JsonObject),
      ),
    ),
  ];
}
