import type { JsonObject } from '@backstage/types';
import { secretsOf } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  clockCheck,
  phaseChecks,
  type ConnectionReport,
  type CredentialFile,
  type CredentialsContext,
  type EnvironmentValue,
  type IntegrationProvider,
  type ProviderBlock,
  type ProviderContext,
  type RunCredentials,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  applicationFor,
  asAzureConfig,
  azureConfigErrors,
  azureSchema,
  type Application,
  type AzureConfig,
} from './azureConfig';
import type { AzureSignIn, Subscription } from './AzureSignIn';

const TOKEN_FILE = 'azure-identity-token';
const SECRET_FILE = 'azure-client-secret';

/** An Azure subscription that resources are made in. */
export class AzureIntegrationProvider implements IntegrationProvider {
  readonly key = 'azure';
  readonly title = 'Microsoft Azure';
  readonly description =
    'An Azure subscription, by client secret or workload identity, with an application for plans and one for applies.';
  readonly category = 'cloud';
  readonly schema = azureSchema;
  readonly supportsAlias = true;
  readonly validate = azureConfigErrors;
  readonly #signIn: AzureSignIn;

  constructor(signIn: AzureSignIn) {
    this.#signIn = signIn;
  }

  environmentNames({ alias }: { alias?: string }): string[] {
    return alias === undefined
      ? [
          'ARM_CLIENT_ID',
          'ARM_CLIENT_SECRET',
          'ARM_ENVIRONMENT',
          'ARM_OIDC_TOKEN_FILE_PATH',
          'ARM_SUBSCRIPTION_ID',
          'ARM_TENANT_ID',
          'ARM_USE_CLI',
          'ARM_USE_MSI',
          'ARM_USE_OIDC',
        ]
      : [];
  }

  async test(
    context: ProviderContext & { config: JsonObject },
  ): Promise<ConnectionReport> {
    const config = asAzureConfig(context.config);
    const found: Subscription[] = [];
    const checks = await phaseChecks(async phase => {
      const { clientId } = applicationFor(config, phase);
      const subscription = await this.#signIn.readSubscription(
        context,
        config,
        phase,
      );
      found.push(subscription);
      return messageOf(clientId, subscription);
    });
    return {
      identity: checks.at(-1)?.ok
        ? `application ${config.clientId} in tenant ${config.tenantId}`
        : undefined,
      checks: [...checks, ...clockCheck(found.at(-1)?.date)],
    };
  }

  async credentials(context: CredentialsContext): Promise<RunCredentials> {
    const config = asAzureConfig(context.config);
    const application = applicationFor(config, context.phase);
    const token =
      application.clientSecret === undefined
        ? await this.#signIn.assertion(context, config)
        : undefined;
    return {
      environment:
        context.alias === undefined ? environment(config, application) : {},
      files: filesOf(context.alias, application, token),
      providerBlocks: [providerBlock(context, config, application)],
      secrets: [
        ...secretsOf(azureSchema, context.config),
        ...(token === undefined ? [] : [token]),
      ],
    };
  }
}

function messageOf(
  clientId: string,
  { displayName, state }: Subscription,
): string {
  if (state !== 'Enabled') {
    throw new Error(
      `The subscription '${displayName}' is ${state}: enable it in Azure`,
    );
  }
  return `Application ${clientId} sees the subscription '${displayName}'`;
}

function environment(
  { cloud = 'public', subscriptionId, tenantId }: AzureConfig,
  { clientId, clientSecret }: Application,
): Record<string, EnvironmentValue> {
  return {
    ARM_CLIENT_ID: clientId,
    ARM_ENVIRONMENT: cloud,
    ARM_SUBSCRIPTION_ID: subscriptionId,
    ARM_TENANT_ID: tenantId,
    ARM_USE_CLI: 'false',
    ARM_USE_MSI: 'false',
    ...(clientSecret === undefined
      ? { ARM_USE_OIDC: 'true', ARM_OIDC_TOKEN_FILE_PATH: { file: TOKEN_FILE } }
      : { ARM_CLIENT_SECRET: clientSecret }),
  };
}

/** An identity token stands in a file always, a secret only for an alias. */
function filesOf(
  alias: string | undefined,
  { clientSecret }: Application,
  token: string | undefined,
): CredentialFile[] {
  if (token !== undefined) {
    return [{ name: TOKEN_FILE, content: token }];
  }
  return alias === undefined || clientSecret === undefined
    ? []
    : [{ name: SECRET_FILE, content: clientSecret }];
}

function providerBlock(
  { alias, pathOf }: CredentialsContext,
  { cloud = 'public', subscriptionId, tenantId }: AzureConfig,
  { clientId, clientSecret }: Application,
): ProviderBlock {
  const block = {
    source: 'hashicorp/azurerm',
    localName: 'azurerm',
    // The provider does not start without it.
    blocks: { features: {} },
  };
  if (alias === undefined) {
    return { ...block, arguments: {} };
  }
  return {
    ...block,
    alias,
    arguments: {
      client_id: clientId,
      environment: cloud,
      subscription_id: subscriptionId,
      tenant_id: tenantId,
      use_cli: false,
      use_msi: false,
      ...(clientSecret === undefined
        ? { use_oidc: true, oidc_token_file_path: pathOf(TOKEN_FILE) }
        : { client_secret_file_path: pathOf(SECRET_FILE) }),
    },
  };
}
