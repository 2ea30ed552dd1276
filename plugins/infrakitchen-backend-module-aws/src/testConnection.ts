import {
  clockCheck,
  connectionCheck,
  phaseChecks,
  type ConnectionCheck,
  type ConnectionReport,
  type CredentialPhase,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { sourceFor, type AwsConfig } from './awsConfig';
import type { AwsSessions, CallerIdentity } from './AwsSessions';

/** Signs in as plans and applies would, and asks who that is. */
export async function testConnection(
  sessions: AwsSessions,
  context: ProviderContext,
  config: AwsConfig,
): Promise<ConnectionReport> {
  const found: CallerIdentity[] = [];
  const checks: ConnectionCheck[] = [];
  const { keys, roleArn } = sourceFor(config, 'apply');
  if (keys && roleArn) {
    const step = async () => {
      const identity = await sessions.identify(context, config.region, keys);
      found.push(identity);
      return `It belongs to ${identity.arn}`;
    };
    checks.push(await connectionCheck('Access key', step));
  }
  const ofPhases = await phaseChecks(async phase => {
    const identity = await signIn(sessions, context, config, phase);
    found.push(identity);
    return `Signed in as ${identity.arn}`;
  });
  checks.push(...ofPhases);
  return {
    identity: checks.at(-1)!.ok ? found.at(-1)!.arn : undefined,
    checks: [...checks, ...clockCheck(found.at(-1)?.date)],
  };
}

async function signIn(
  sessions: AwsSessions,
  context: ProviderContext,
  config: AwsConfig,
  phase: CredentialPhase,
): Promise<CallerIdentity> {
  const options = { phase, name: 'test' };
  const session = await sessions.open(context, config, options);
  const identity = await sessions.identify(context, config.region, session);
  if (config.accountId && identity.account !== config.accountId) {
    throw new Error(
      `These are credentials of account ${identity.account}, not of ${config.accountId}`,
    );
  }
  return identity;
}
