import type { JsonObject } from '@backstage/types';
import type {
  ConnectionReport,
  CredentialPhase,
  IntegrationProvider,
  ProviderContext,
  RunCredentials,
} from '../integrations';
import { LOCALHOST_CERTIFICATE } from './certificate';
import { createProviderContext, type TestContextOptions } from './context';
import type { StandIn } from './standIn';
import { runContext } from './trials';

/** A context that reaches a stand-in and trusts its certificate. @public */
export function standInContext(
  { host }: Pick<StandIn, 'host'>,
  options: TestContextOptions = {},
): ProviderContext {
  return createProviderContext({
    allowHosts: [host],
    ca: LOCALHOST_CERTIFICATE,
    ...options,
  });
}

/** What a provider gives to a phase of a run. @public */
export async function credentialsOf(
  provider: IntegrationProvider,
  options: {
    phase: CredentialPhase;
    config: JsonObject;
    alias?: string;
    context?: ProviderContext;
  },
): Promise<RunCredentials> {
  const { context = createProviderContext(), ...rest } = options;
  return provider.credentials(runContext(context, rest));
}

/** Name and message of every check that failed. @public */
export function failedChecks({ checks }: ConnectionReport): [string, string][] {
  return checks
    .filter(({ ok }) => !ok)
    .map(({ name, message }) => [name, message]);
}
