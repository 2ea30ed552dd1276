import type {
  CredentialFile,
  CredentialPhase,
  ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { GcpEndpoints } from './endpoints';
import { sourceFor, type GcpConfig } from './gcpConfig';
import { impersonationUrl, type GcpSignIn } from './GcpSignIn';
import { readKey } from './serviceAccountKey';

/**
 * Files that the engine signs in with: a key, or a description of how to
 * exchange the identity token that stands beside it.
 */
export async function credentialFiles(
  signIn: GcpSignIn,
  context: ProviderContext & { pathOf(fileName: string): string },
  config: GcpConfig,
  options: { phase: CredentialPhase; name: string },
): Promise<{ files: CredentialFile[]; secrets: string[] }> {
  const { phase, name } = options;
  const token = await signIn.identityToken(context, config, phase);
  if (token === undefined) {
    const key = keyFile(signIn.endpoints, config, phase);
    return {
      files: [{ name, content: JSON.stringify(key, undefined, 2) }],
      secrets: [key.private_key],
    };
  }
  const tokenName = `${name}-identity-token`;
  const content = JSON.stringify(
    exchangeFile(signIn.endpoints, config, phase, context.pathOf(tokenName)),
    undefined,
    2,
  );
  return {
    files: [
      { name, content },
      { name: tokenName, content: token },
    ],
    secrets: [token],
  };
}

function keyFile(
  { oauth2 }: GcpEndpoints,
  config: GcpConfig,
  phase: CredentialPhase,
) {
  const source = sourceFor(config, phase) as { key: string };
  return {
    type: 'service_account',
    ...readKey(source.key),
    token_uri: `${oauth2}/token`,
  };
}

function exchangeFile(
  { iamCredentials, sts }: GcpEndpoints,
  config: GcpConfig,
  phase: CredentialPhase,
  tokenPath: string,
): object {
  const source = sourceFor(config, phase);
  if (source.kind === 'key') {
    return {};
  }
  return {
    type: 'external_account',
    audience: source.provider,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${sts}/v1/token`,
    credential_source: { file: tokenPath },
    ...(source.actAs === undefined
      ? {}
      : {
          service_account_impersonation_url: impersonationUrl(
            source.actAs,
            iamCredentials,
          ),
          service_account_impersonation: {
            token_lifetime_seconds: source.lifetime,
          },
        }),
  };
}
