import { createProviderContexts } from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { AwsSessions } from '../AwsSessions';
import { ACCOUNT, AwsStandIn } from './AwsStandIn';

export const ACCESS_KEY_ID = 'AKIAAPPLY00000000001';
export const SECRET = 'write/key+1234567890abcdefghijklmnop=';
export const PLAN_ACCESS_KEY_ID = 'AKIAPLAN000000000002';
export const PLAN_SECRET = 'read/key+0987654321abcdefghijklmnop=';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/infrakitchen-apply`;
export const PLAN_ROLE = `arn:aws:iam::${ACCOUNT}:role/infrakitchen-plan`;
export const TOKEN = 'header.identity-of-the-backend.signature';
const USER = `arn:aws:iam::${ACCOUNT}:user/infrakitchen`;

/** A configuration with keys of its own for plans. */
export const keysConfig = {
  region: 'eu-central-1',
  accessKeyId: ACCESS_KEY_ID,
  secretAccessKey: SECRET,
  planAccessKeyId: PLAN_ACCESS_KEY_ID,
  planSecretAccessKey: PLAN_SECRET,
};

/** A configuration with a key that may do nothing but assume two roles. */
export const rolesConfig = {
  region: 'eu-central-1',
  accountId: ACCOUNT,
  accessKeyId: ACCESS_KEY_ID,
  secretAccessKey: SECRET,
  roleArn: ROLE,
  planRoleArn: PLAN_ROLE,
  externalId: 'tenant:7',
  sessionName: 'Portal',
  sessionDuration: 7200,
};

/** A configuration without any secret. */
export const webIdentityConfig = {
  method: 'web-identity',
  region: 'eu-central-1',
  roleArn: ROLE,
  planRoleArn: PLAN_ROLE,
};

/** Starts a stand-in that knows the keys and roles above. */
export async function startAws() {
  const aws = await new AwsStandIn().start();
  aws.keys.set(ACCESS_KEY_ID, { arn: USER, secretAccessKey: SECRET });
  aws.keys.set(PLAN_ACCESS_KEY_ID, {
    arn: `${USER}-plan`,
    secretAccessKey: PLAN_SECRET,
  });
  for (const arn of [ROLE, PLAN_ROLE]) {
    aws.sts.roles.push({
      arn,
      trusts: USER,
      externalId: 'tenant:7',
      tokens: new Set([TOKEN]),
      maxSeconds: 7200,
    });
  }
  const { close, context } = createProviderContexts(() => ({
    allowHosts: [aws.host],
    identityTokens: { 'sts.amazonaws.com': TOKEN },
  }));
  const stop = async () => {
    await close();
    await aws.stop();
  };
  return { aws, context, sessions: new AwsSessions(aws.url), stop };
}
