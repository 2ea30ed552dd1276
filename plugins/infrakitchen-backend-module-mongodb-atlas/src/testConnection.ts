import {
  failedCheck,
  RemoteStatusError,
  statusOf,
  textAt,
  type ConnectionCheck,
  type ConnectionReport,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { AtlasClient } from './client';
import { pairFor, planPairOf, type AtlasConfig } from './config';

/** Asks Atlas for the organisation with every pair of credentials. */
export async function testConnection(
  config: AtlasConfig,
  context: Pick<ProviderContext, 'outbound' | 'signal'>,
): Promise<ConnectionReport> {
  const { orgId } = config;
  const main = pairFor(config, 'apply');
  const plan = planPairOf(config);
  const client = new AtlasClient(config, main, context);
  const check = await checkOrganisation(client, orgId, '');
  const planChecks = plan
    ? [
        await checkOrganisation(
          new AtlasClient(config, plan, context),
          orgId,
          ' for plans',
        ),
      ]
    : [];
  return {
    identity: check.ok ? main.name : undefined,
    checks: [check, ...planChecks, ...client.host.clockChecks()],
  };
}

async function checkOrganisation(
  client: AtlasClient,
  orgId: string,
  suffix: string,
): Promise<ConnectionCheck> {
  const name = `Organisation${suffix}`;
  try {
    const { body } = await client.get(`orgs/${orgId}`);
    const found = textAt(body, 'name');
    if (found === undefined) {
      throw new TypeError('This is not the API of Atlas');
    }
    return { name, ok: true, message: `The organisation is '${found}'` };
  } catch (error) {
    const known = knownProblem(error, orgId);
    return known
      ? { name, ok: false, message: known }
      : failedCheck(name, 'Atlas cannot be asked', error);
  }
}

function knownProblem(error: unknown, orgId: string): string | undefined {
  const code =
    error instanceof RemoteStatusError
      ? textAt(error.body, 'errorCode')
      : undefined;
  if (code?.includes('ACCESS_LIST')) {
    return 'Atlas does not take calls from the address of the backend: add it to the access list of the key';
  }
  if (statusOf(error) === 404) {
    return `There is no organisation ${orgId}, or it is not shown with these credentials`;
  }
  return statusOf(error) === 403
    ? "The credentials lack the role 'Organization Read Only', or one with more rights"
    : undefined;
}
