import {
  assertServesRepository,
  environmentOrBlock,
  remoteFailure,
  type RepositoryHostProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  schema,
  tokenFor,
  type AzureDevopsConfig,
  type AzureDevopsPrincipal,
} from './config';
import { readEvent } from './events';
import { repositoryHost } from './repositoryHost';
import { signIn } from './signIn';
import { testConnection } from './testConnection';

const ENVIRONMENT = ['AZDO_ORG_SERVICE_URL', 'AZDO_PERSONAL_ACCESS_TOKEN'];
const PROVIDER = {
  source: 'microsoft/azuredevops',
  localName: 'azuredevops',
};

export const azureDevopsProvider: RepositoryHostProvider = {
  key: 'azure-devops',
  title: 'Azure DevOps',
  description:
    'A token or service principal for the repositories of an organisation',
  category: 'git',
  supportsAlias: true,
  eventTopic: 'azureDevOps',
  repositoryHost,
  readEvent,
  schema,
  environmentNames: ({ alias }) => (alias === undefined ? ENVIRONMENT : []),
  gitBaseUrl: config =>
    (config as unknown as AzureDevopsConfig).organizationUrl,
  test: ({ config, ...context }) =>
    testConnection(config as unknown as AzureDevopsConfig, context),
  async credentials({ config, phase, alias }) {
    const azure = config as unknown as AzureDevopsConfig;
    const { organizationUrl } = azure;
    if (azure.authentication === 'service_principal') {
      return principalOf(azure, organizationUrl, alias);
    }
    const token = tokenFor(azure, phase);
    return environmentOrBlock(alias, {
      environment: {
        AZDO_ORG_SERVICE_URL: organizationUrl,
        AZDO_PERSONAL_ACCESS_TOKEN: token,
      },
      block: {
        ...PROVIDER,
        arguments: { org_service_url: organizationUrl },
        secretArguments: { personal_access_token: token },
      },
      secrets: [token],
    });
  },
  async gitCredentials({ config, url, access, ...context }) {
    const azure = config as unknown as AzureDevopsConfig;
    assertServesRepository(azure.organizationUrl, url);
    try {
      const phase = access === 'read' ? 'plan' : 'apply';
      return await signIn(azure, phase, context);
    } catch (error) {
      throw remoteFailure('The service principal gets no token', error);
    }
  },
};

/** Its variables are those of Azure itself, so that it always is a block. */
function principalOf(
  { clientId, clientSecret, tenantId }: AzureDevopsPrincipal,
  organizationUrl: string,
  alias: string | undefined,
) {
  return {
    environment: {},
    providerBlocks: [
      {
        ...PROVIDER,
        ...(alias !== undefined && { alias }),
        arguments: {
          ...{ org_service_url: organizationUrl },
          ...{ client_id: clientId, tenant_id: tenantId },
        },
        secretArguments: { client_secret: clientSecret },
      },
    ],
    secrets: [clientSecret],
  };
}
