import {
  failedCheck,
  RemoteHost,
  statusOf,
  textAt,
  type ConnectionCheck,
  type ConnectionReport,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { DEFAULT_API_URL, type DatadogConfig } from './config';

/** Asks Datadog whether it takes the API key, and every application key with it. */
export async function testKeys(
  config: DatadogConfig,
  context: Pick<ProviderContext, 'outbound' | 'signal'>,
): Promise<ConnectionReport> {
  const host = new RemoteHost(context, config.apiUrl ?? DEFAULT_API_URL);
  const checks = [await checkApiKey(host, config.apiKey)];
  if (checks[0].ok) {
    checks.push(
      await checkAppKey(host, config.apiKey, {
        name: 'Application key',
        appKey: config.appKey,
      }),
    );
    if (config.planAppKey) {
      checks.push(
        await checkAppKey(host, config.apiKey, {
          name: 'Application key for plans',
          appKey: config.planAppKey,
        }),
      );
    }
  }
  return {
    identity: checks[1]?.ok ? await whoIs(host, config) : undefined,
    checks: [...checks, ...host.clockChecks()],
  };
}

async function checkApiKey(
  host: RemoteHost,
  apiKey: string,
): Promise<ConnectionCheck> {
  const name = 'API key';
  try {
    const { body } = await host.request('api/v1/validate', {
      headers: { 'dd-api-key': apiKey },
    });
    return isTrue(body)
      ? { name, ok: true, message: 'Datadog accepts the API key' }
      : {
          name,
          ok: false,
          message:
            'This is not the API of Datadog: its answer is not understood. Check the API URL',
        };
  } catch (error) {
    return statusOf(error) === 403
      ? {
          name,
          ok: false,
          message:
            'Datadog does not know the API key: it is wrong, revoked, or of another site than the API URL',
        }
      : failedCheck(name, 'The API key cannot be tried', error);
  }
}

async function checkAppKey(
  host: RemoteHost,
  apiKey: string,
  { name, appKey }: { name: string; appKey: string },
): Promise<ConnectionCheck> {
  try {
    await host.request('api/v2/validate_keys', {
      headers: { 'dd-api-key': apiKey, 'dd-application-key': appKey },
    });
    return { name, ok: true, message: 'Datadog accepts the application key' };
  } catch (error) {
    return [401, 403].includes(statusOf(error) ?? 0)
      ? {
          name,
          ok: false,
          message:
            'Datadog does not accept the application key: it is wrong, revoked, or of another organisation than the API key',
        }
      : failedCheck(name, 'The application key cannot be tried', error);
  }
}

/** Application keys with scopes often may not ask that, so it is no check. */
async function whoIs(
  host: RemoteHost,
  { apiKey, appKey }: DatadogConfig,
): Promise<string | undefined> {
  try {
    const { body } = await host.request('api/v2/current_user', {
      headers: { 'dd-api-key': apiKey, 'dd-application-key': appKey },
    });
    return textAt(body, 'data', 'attributes', 'handle');
  } catch {
    return undefined;
  }
}

function isTrue(body: unknown): boolean {
  return (body as { valid?: unknown } | undefined)?.valid === true;
}
