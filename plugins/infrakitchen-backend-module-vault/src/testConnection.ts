import { isInfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  failedCheck,
  statusOf,
  textAt,
  type ConnectionCheck,
  type ConnectionReport,
  type CredentialPhase,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { VaultClient, type VaultSession } from './client';
import type { VaultConfig } from './config';

/** Signs in for every phase, and asks Vault who that is and what it may read. */
export async function testConnection(
  config: VaultConfig,
  context: ProviderContext,
): Promise<ConnectionReport> {
  const client = new VaultClient(config, context);
  const main = await testPhase(client, config, 'apply');
  const plan = config.planRole
    ? await testPhase(client, config, 'plan')
    : { checks: [] };
  return {
    identity: main.identity,
    checks: [...main.checks, ...plan.checks, ...client.host.clockChecks()],
  };
}

async function testPhase(
  client: VaultClient,
  { checkPath, authentication }: VaultConfig,
  phase: CredentialPhase,
): Promise<ConnectionReport> {
  const suffix = phase === 'plan' ? ' for plans' : '';
  const name = `Token${suffix}`;
  try {
    return await client.withSession(phase, async session => {
      const { identity, check } = await lookUp(client, session, name);
      return {
        identity,
        checks: [
          check,
          ...(checkPath
            ? [await checkRead(client, session, checkPath, suffix)]
            : []),
        ],
      };
    });
  } catch (error) {
    return { checks: [refusal(name, authentication, error)] };
  }
}

async function lookUp(
  client: VaultClient,
  session: VaultSession,
  name: string,
): Promise<{ identity: string; check: ConnectionCheck }> {
  const body = await client.get(session, 'v1/auth/token/lookup-self');
  const identity = textAt(body, 'data', 'display_name');
  if (identity === undefined) {
    throw new TypeError('This is not the API of Vault');
  }
  const { policies } = (body as { data: { policies?: unknown } }).data;
  const expires = textAt(body, 'data', 'expire_time');
  const has = Array.isArray(policies) ? policies.join(', ') : 'none';
  const end =
    expires && !session.isOwn ? `; it ends on ${expires.slice(0, 10)}` : '';
  return {
    identity,
    check: {
      name,
      ok: true,
      message: `Vault knows it as '${identity}', with the policies ${has}${end}`,
    },
  };
}

async function checkRead(
  client: VaultClient,
  session: VaultSession,
  path: string,
  suffix: string,
): Promise<ConnectionCheck> {
  const name = `Path${suffix}`;
  try {
    const capabilities = await client.capabilities(session, path);
    const ok = capabilities.some(item => item === 'read' || item === 'root');
    return {
      name,
      ok,
      message: ok
        ? `May read '${path}'`
        : `May not read '${path}': its policies allow ${capabilities.join(
            ', ',
          )}. Paths of KV version 2 have 'data' after the mount`,
    };
  } catch (error) {
    return failedCheck(name, `Vault does not tell about '${path}'`, error);
  }
}

function refusal(
  name: string,
  authentication: string,
  error: unknown,
): ConnectionCheck {
  const status = statusOf(error);
  if (isInfrakitchenError(error) || status === undefined) {
    return failedCheck(name, 'Vault cannot be asked', error);
  }
  const isRefused = [400, 401, 403].includes(status);
  return isRefused
    ? {
        name,
        ok: false,
        message:
          authentication === 'token'
            ? 'Vault does not accept the token: it is wrong, expired, revoked, or of another namespace'
            : `Vault does not accept the ${authentication} credentials: they are wrong, expired or revoked, or the role does not fit`,
      }
    : failedCheck(
        name,
        status === 404
          ? `The method '${authentication}' is not mounted there`
          : 'Vault cannot be asked',
        error,
      );
}
