import {
  bearerTokenAuthenticationPolicy,
  createPipelineFromOptions,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';
import {
  ClientAssertionCredential,
  ClientSecretCredential,
  type TokenCredential,
} from '@azure/identity';
import {
  untilAborted,
  usedIntegration,
  type CredentialPhase,
  type ProviderContext,
  type UsedIntegration,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  applicationFor,
  asAzureConfig,
  DEFAULT_AUDIENCE,
  type AzureConfig,
} from './azureConfig';
import { explained, isRefusal } from './azureError';
import { endpointsOf, scopesOf, type AzureEndpoints } from './clouds';
import { clientSettings } from './guardedClient';

const API_VERSION = '2022-12-01';

/** What Azure tells of a subscription. */
export interface Subscription {
  displayName: string;
  state: string;
  /** The clock of Azure while it answered, where it told. */
  date?: number;
}

/** Signs in with the configuration of an integration for one phase. */
export class AzureSignIn {
  readonly #given: Partial<AzureEndpoints>;

  /** @param endpoints - where services are reached in place of the cloud's own. */
  constructor(endpoints: Partial<AzureEndpoints> = {}) {
    this.#given = endpoints;
  }

  endpointsFor(config: AzureConfig): AzureEndpoints {
    return endpointsOf(config.cloud ?? 'public', this.#given);
  }

  /** What the SDK's clients ask for tokens. Nothing is signed in to yet. */
  credentialFor(
    context: ProviderContext,
    config: AzureConfig,
    phase: CredentialPhase,
  ): TokenCredential {
    const { clientId, clientSecret } = applicationFor(config, phase);
    const secrets = clientSecret === undefined ? [] : [clientSecret];
    const { failure, ...settings } = clientSettings(context);
    const options = {
      ...settings,
      authorityHost: this.endpointsFor(config).authority,
      // Discovery would ask a host that is not the tenant's own.
      disableInstanceDiscovery: true,
    };
    const getAssertion = async () => {
      const assertion = await this.assertion(context, config);
      secrets.push(assertion);
      return assertion;
    };
    const { tenantId } = config;
    const credential: TokenCredential =
      clientSecret === undefined
        ? new ClientAssertionCredential(
            tenantId,
            clientId,
            getAssertion,
            options,
          )
        : new ClientSecretCredential(tenantId, clientId, clientSecret, options);
    return {
      getToken: (scopes, given) =>
        explained(
          `Signing in as application ${clientId}`,
          () =>
            credential.getToken(scopes, given).catch(error => {
              throw isRefusal(error) ? error : failure() ?? error;
            }),
          secrets,
        ),
    };
  }

  /** The token of the backend's workload that the applications trust. */
  assertion(context: ProviderContext, config: AzureConfig): Promise<string> {
    return context.identityToken(config.identityAudience ?? DEFAULT_AUDIENCE);
  }

  /** Reads the subscription as a phase would. */
  async readSubscription(
    context: ProviderContext,
    config: AzureConfig,
    phase: CredentialPhase,
  ): Promise<Subscription> {
    const { clientId } = applicationFor(config, phase);
    const doing = `Reading the subscription as application ${clientId}`;
    return explained(doing, () =>
      untilAborted(
        context.signal,
        this.#getSubscription(context, config, phase),
      ),
    );
  }

  /** The configuration of the integration that a storage is reached with. */
  usedConfig(context: { integration?: UsedIntegration }): AzureConfig {
    return asAzureConfig(usedIntegration(context, 'Azure').config);
  }

  async #getSubscription(
    context: ProviderContext,
    config: AzureConfig,
    phase: CredentialPhase,
  ): Promise<Subscription> {
    const { resourceManager } = this.endpointsFor(config);
    const { httpClient, retryOptions } = clientSettings(context);
    const pipeline = createPipelineFromOptions({ retryOptions });
    pipeline.addPolicy(
      bearerTokenAuthenticationPolicy({
        credential: this.credentialFor(context, config, phase),
        scopes: scopesOf(config.cloud ?? 'public').resourceManager,
      }),
    );
    const request = createPipelineRequest({
      url: `${resourceManager}/subscriptions/${config.subscriptionId}?api-version=${API_VERSION}`,
      abortSignal: context.signal,
    });
    const { bodyAsText, headers, status } = await pipeline.sendRequest(
      httpClient,
      request,
    );
    const body = JSON.parse(bodyAsText ?? '{}') as Partial<Subscription> & {
      error?: { code?: string; message?: string };
    };
    if (status !== 200) {
      const { code = `HTTP ${status}`, message = '' } = body.error ?? {};
      throw Object.assign(new Error(message), { code, statusCode: status });
    }
    const date = headers.get('date');
    return {
      displayName: body.displayName ?? config.subscriptionId,
      state: body.state ?? 'unknown',
      date: date === undefined ? undefined : Date.parse(date),
    };
  }
}
