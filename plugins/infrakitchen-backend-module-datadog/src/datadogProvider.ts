import {
  environmentOrBlock,
  tokenField,
  urlField,
  type CredentialPhase,
  type IntegrationProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { DEFAULT_API_URL, type DatadogConfig } from './config';
import { testKeys } from './testKeys';

const ENVIRONMENT = ['DD_HOST', 'DD_API_KEY', 'DD_APP_KEY'];

export const datadogProvider: IntegrationProvider = {
  key: 'datadog',
  title: 'Datadog',
  description: 'An API key and application keys of one Datadog site',
  category: 'tool',
  supportsAlias: true,
  schema: {
    type: 'object',
    properties: {
      apiUrl: {
        ...urlField('API URL', DEFAULT_API_URL),
        description:
          'API of your site, such as https://api.datadoghq.eu or https://api.us5.datadoghq.com',
      },
      apiKey: tokenField('API key'),
      appKey: tokenField('Application key', 'Of a service account'),
      planAppKey: tokenField(
        'Application key for plans',
        'One that may only read; the other one where it is left out',
      ),
    },
    required: ['apiKey', 'appKey'],
    additionalProperties: false,
  },
  environmentNames: ({ alias }) => (alias === undefined ? ENVIRONMENT : []),
  test: ({ config, ...context }) =>
    testKeys(config as unknown as DatadogConfig, context),
  async credentials({ config, phase, alias }) {
    const datadog = config as unknown as DatadogConfig;
    const { apiUrl = DEFAULT_API_URL, apiKey } = datadog;
    const appKey = appKeyFor(datadog, phase);
    return environmentOrBlock(alias, {
      environment: {
        DD_HOST: apiUrl,
        DD_API_KEY: apiKey,
        DD_APP_KEY: appKey,
      },
      block: {
        source: 'DataDog/datadog',
        localName: 'datadog',
        arguments: { api_url: apiUrl },
        secretArguments: { api_key: apiKey, app_key: appKey },
      },
      secrets: [apiKey, appKey],
    });
  },
};

function appKeyFor(config: DatadogConfig, phase: CredentialPhase): string {
  return (phase === 'plan' ? config.planAppKey : undefined) ?? config.appKey;
}
