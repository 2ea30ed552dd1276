import {
  basicGitCredentials,
  RemoteHost,
  textAt,
  type CredentialPhase,
  type GitCredentials,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  tokenFor,
  type AzureDevopsConfig,
  type AzureDevopsPrincipal,
} from './config';

const LOGIN_URL = 'https://login.microsoftonline.com';
/** How Entra ID calls Azure DevOps. */
const SCOPE = '499b84ac-1321-427f-aa17-267ca6975798/.default';

/** Signs in with the token of a phase, or as the service principal. */
export async function signIn(
  config: AzureDevopsConfig,
  phase: CredentialPhase,
  context: Pick<ProviderContext, 'outbound' | 'signal'>,
): Promise<GitCredentials> {
  return config.authentication === 'service_principal'
    ? signInPrincipal(config, context)
    : basicGitCredentials('', tokenFor(config, phase));
}

async function signInPrincipal(
  { tenantId, clientId, clientSecret }: AzureDevopsPrincipal,
  context: Pick<ProviderContext, 'outbound' | 'signal'>,
): Promise<GitCredentials> {
  const host = new RemoteHost(context, LOGIN_URL);
  const { body } = await host.request(
    `${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
    {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope: SCOPE,
      }),
    },
  );
  const token = textAt(body, 'access_token');
  const { expires_in: seconds } = (body ?? {}) as { expires_in?: unknown };
  if (token === undefined) {
    throw new TypeError('This is not the answer of Entra ID');
  }
  return {
    authorization: `Bearer ${token}`,
    secrets: [token],
    ...(typeof seconds === 'number' && {
      expiresAt: Date.now() + seconds * 1000,
    }),
  };
}
