import { generateKeyPairSync } from 'node:crypto';
import {
  createProviderContexts,
  signJwt,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { GcpSignIn } from '../GcpSignIn';
import { GcpStandIn, PROJECT } from './GcpStandIn';

export const ACCOUNT = `apply@${PROJECT}.iam.gserviceaccount.com`;
export const PLAN_ACCOUNT = `plan@${PROJECT}.iam.gserviceaccount.com`;
export const PROVIDER =
  '//iam.googleapis.com/projects/123456/locations/global/workloadIdentityPools/portal/providers/backstage';
export const AUDIENCE = `https:${PROVIDER}`;
export const SUBJECT = 'system:serviceaccount:backstage:backstage';

const keys = [ACCOUNT, PLAN_ACCOUNT].map((email, index) => ({
  email,
  id: `key-${index}`,
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }),
}));

/** A key file as Google gives it, with an address that must not be used. */
function keyFile(email: string): string {
  const { id, privateKey } = keys.find(key => key.email === email)!;
  return JSON.stringify({
    type: 'service_account',
    project_id: PROJECT,
    private_key_id: id,
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: email,
    client_id: '1',
    token_uri: 'https://attacker.example.com/token',
    universe_domain: 'attacker.example.com',
  });
}

export const KEY = keyFile(ACCOUNT);
export const PLAN_KEY = keyFile(PLAN_ACCOUNT);

/** A configuration with a key for each phase. */
export const keysConfig = {
  projectId: PROJECT,
  region: 'europe-west3',
  serviceAccountKey: KEY,
  planServiceAccountKey: PLAN_KEY,
};

/** A configuration without any secret. */
export const federatedConfig = {
  method: 'workload-identity',
  projectId: PROJECT,
  workloadIdentityProvider: PROVIDER,
  serviceAccountEmail: ACCOUNT,
  planServiceAccountEmail: PLAN_ACCOUNT,
  tokenLifetime: 7200,
};

/** Starts a stand-in that knows the accounts above. */
export async function startGcp() {
  const gcp = await new GcpStandIn({
    provider: PROVIDER,
    audience: AUDIENCE,
  }).start();
  for (const { email, publicKey } of keys) {
    gcp.accounts.set(email, {
      keys: [publicKey],
      users: [`principal:${SUBJECT}`],
    });
    gcp.viewers.add(email);
  }
  const token = (claims: object = {}) =>
    signJwt(
      {
        ...{ iss: 'https://issuer.example.com', sub: SUBJECT, aud: AUDIENCE },
        exp: Math.floor(Date.now() / 1000) + 3600,
        ...claims,
      },
      gcp.issuer.privateKey,
    );
  const { close, context } = createProviderContexts(() => ({
    allowHosts: [gcp.host],
    identityTokens: { [AUDIENCE]: token() },
  }));
  const stop = async () => {
    await close();
    await gcp.stop();
  };
  const signIn = signInAt(gcp.url);
  return { context, gcp, signIn, stop, token };
}

/** Reaches every service at one address. */
export function signInAt(url: string): GcpSignIn {
  return new GcpSignIn({
    oauth2: url,
    sts: url,
    iamCredentials: url,
    resourceManager: url,
    secretManager: url,
    storage: url,
  });
}
