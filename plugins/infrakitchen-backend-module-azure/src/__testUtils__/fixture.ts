import { generateKeyPairSync } from 'node:crypto';
import {
  createProviderContexts,
  signJwt,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { AzureSignIn } from '../AzureSignIn';
import { AzureStandIn, SUBSCRIPTION, TENANT } from './AzureStandIn';
import { makeCertificate } from './certificate';

export const CLIENT_ID = '33333333-3333-4333-8333-333333333333';
export const PLAN_CLIENT_ID = '44444444-4444-4444-8444-444444444444';
export const SECRET = 'apply~"secret\'.with$quotes';
export const PLAN_SECRET = 'plan~secret.0123456789';
export const AUDIENCE = 'api://AzureADTokenExchange';

const certificate = makeCertificate();
const issuer = generateKeyPairSync('rsa', { modulusLength: 2048 });
const subject = 'system:serviceaccount:backstage:backstage';

/** A configuration with a secret for each application. */
export const secretsConfig = {
  tenantId: TENANT,
  subscriptionId: SUBSCRIPTION,
  clientId: CLIENT_ID,
  clientSecret: SECRET,
  planClientId: PLAN_CLIENT_ID,
  planClientSecret: PLAN_SECRET,
};

/** A configuration without any secret. */
export const federatedConfig = {
  method: 'workload-identity',
  tenantId: TENANT,
  subscriptionId: SUBSCRIPTION,
  clientId: CLIENT_ID,
  planClientId: PLAN_CLIENT_ID,
};

/** A token of the backend's workload. */
export function workloadToken(claims: object = {}): string {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  return signJwt(
    {
      ...{ iss: 'https://issuer.example.com', sub: subject, aud: AUDIENCE },
      exp,
      ...claims,
    },
    issuer.privateKey,
  );
}

/** Starts a stand-in that knows the applications above. */
export async function startAzure(blob?: string, tls = certificate) {
  const azure = await new AzureStandIn(tls, issuer.publicKey).start();
  const federated = {
    issuer: 'https://issuer.example.com',
    subject,
    audience: AUDIENCE,
  };
  azure.applications.push(
    { clientId: CLIENT_ID, secret: SECRET, federated, seesSubscription: true },
    {
      clientId: PLAN_CLIENT_ID,
      secret: PLAN_SECRET,
      federated,
      seesSubscription: true,
    },
  );
  const { close, context } = createProviderContexts(() => ({
    allowHosts: ['127.0.0.1'],
    ca: tls.cert,
    identityTokens: { [AUDIENCE]: workloadToken() },
  }));
  const stop = async () => {
    await close();
    await azure.stop();
  };
  const signIn = new AzureSignIn({
    authority: azure.url,
    resourceManager: azure.url,
    ...(blob === undefined ? {} : { blob }),
  });
  return { azure, context, signIn, stop };
}
