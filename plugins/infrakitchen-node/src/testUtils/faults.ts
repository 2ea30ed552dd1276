import type { JsonObject } from '@backstage/types';
import {
  isInfrakitchenError,
  secretsOf,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  ConnectionReport,
  IntegrationProvider,
  ProviderContext,
} from '../integrations';
import { LOCALHOST_CERTIFICATE } from './certificate';
import { createProviderContext, reroute } from './context';
import { startStandIn, type StandIn, type StandInHandler } from './standIn';

/** How a provider is brought to call a host that does not work. @public */
export interface RemoteFaultOptions {
  /** The configuration for a host, such as `https://localhost:1234`. */
  configFor(url: string): JsonObject;
  /** Origins that the provider calls whatever its configuration is. */
  origins?: readonly string[];
}

/** Far above what attempts within bounds come to. */
const MANY_REQUESTS = 30;

/**
 * What a connection test makes wrong of a host that hangs, throttles, fails,
 * redirects, or shows a certificate that nobody knows. Meant for tests of
 * modules: an empty list is what to expect.
 *
 * @public
 */
export async function checkRemoteFaults(
  provider: IntegrationProvider,
  options: RemoteFaultOptions,
): Promise<string[]> {
  const other = await startStandIn(() => ({ body: {} }));
  const found: string[] = [];
  try {
    for (const fault of faultsOf(other)) {
      const problems = await problemsWith(provider, options, fault, other);
      found.push(...problems.map(problem => `${fault.name}: ${problem}`));
    }
    return other.requests.length > 0
      ? [...found, 'a redirect to another host is followed']
      : found;
  } finally {
    await other.stop();
  }
}

interface Fault {
  name: string;
  /** What one of the failed checks must say. */
  told: RegExp;
  handler: StandInHandler;
  timeoutMs?: number;
  isTrusted?: boolean;
}

function faultsOf(other: StandIn): Fault[] {
  return [
    {
      name: 'a host that hangs',
      told: /(does|did) not answer in time/,
      handler: () => 'hang',
      timeoutMs: 300,
    },
    {
      name: 'a host that throttles',
      told: /limits the rate/,
      handler: () => ({ status: 429, headers: { 'retry-after': '0' } }),
    },
    {
      name: 'a host that fails and repeats what it was sent',
      told: /internal error/,
      handler: request => ({
        status: 500,
        body: JSON.stringify([request.headers, request.body]),
      }),
    },
    {
      name: 'a host that says no',
      told: /wrong|revoked|not accept/,
      handler: () => ({ status: 401 }),
    },
    {
      name: 'a host that answers nonsense',
      told: /not understood/,
      handler: () => ({ body: '<html>' }),
    },
    {
      name: 'a redirect to another host',
      told: /not sent to|redirect/,
      handler: ({ url }) => ({
        status: 307,
        headers: { location: `${other.url}${url.pathname}` },
      }),
    },
    {
      name: 'an unknown certificate',
      told: /TLS certificate/,
      handler: () => ({ body: {} }),
      isTrusted: false,
    },
  ];
}

async function problemsWith(
  provider: IntegrationProvider,
  { configFor, origins = [] }: RemoteFaultOptions,
  { handler, told, timeoutMs = 60_000, isTrusted = true }: Fault,
  other: StandIn,
): Promise<string[]> {
  const standIn = await startStandIn(handler);
  const context = createProviderContext({
    allowHosts: [standIn.host, other.host],
    ca: isTrusted ? LOCALHOST_CERTIFICATE : undefined,
    signal: AbortSignal.timeout(timeoutMs),
  });
  const rerouted = reroute(
    context,
    Object.fromEntries(origins.map(origin => [origin, standIn.url])),
  );
  try {
    const problems = await observe(
      provider,
      configFor(standIn.url),
      rerouted,
      told,
    );
    const calls = standIn.requests.length;
    return [
      ...problems,
      ...(calls > MANY_REQUESTS ? [`it is called ${calls} times`] : []),
      ...(!isTrusted && calls > 0 ? ['it is called all the same'] : []),
    ];
  } finally {
    await context.outbound.close();
    await standIn.stop();
  }
}

async function observe(
  provider: IntegrationProvider,
  config: JsonObject,
  context: ProviderContext,
  told: RegExp,
): Promise<string[]> {
  const secrets = secretsOf(provider.schema, config);
  const leaks = (text: string) =>
    secrets.some(secret => text.includes(JSON.stringify(secret).slice(1, -1)))
      ? ['a secret is told']
      : [];
  let report: ConnectionReport;
  try {
    report = await provider.test({ ...context, config });
  } catch (error) {
    return [`test() throws ${error instanceof Error ? error.name : 'it'}`];
  }
  const given = await provider
    .credentials({
      ...{ ...context, config, phase: 'apply', runId: 'faults' },
      integration: { id: 'faults', name: 'Faults' },
      pathOf: name => name,
    })
    .then(
      () => [],
      error =>
        isInfrakitchenError(error)
          ? leaks(JSON.stringify(error))
          : ['credentials() throws no error of its own'],
    );
  return [
    ...(report.checks.some(({ ok, message }) => !ok && told.test(message))
      ? []
      : [`no failed check says ${told}: ${JSON.stringify(report.checks)}`]),
    ...leaks(JSON.stringify(report)),
    ...given,
  ];
}
