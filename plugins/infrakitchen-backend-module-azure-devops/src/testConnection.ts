import {
  failedCheck,
  RemoteHost,
  statusOf,
  type ConnectionCheck,
  type ConnectionReport,
  type CredentialPhase,
  type GitCredentials,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { WebApi } from 'azure-devops-node-api';
import { ask, createClient } from './client';
import type { AzureDevopsConfig } from './config';
import { signIn } from './signIn';

type Context = Pick<ProviderContext, 'outbound' | 'signal'>;

const WHAT_PULL_REQUESTS_NEED =
  "opening pull requests needs 'Code: read & write', which Azure DevOps does not tell without a change";

/** Asks the organisation who is signed in, and for a repository. */
export async function testConnection(
  config: AzureDevopsConfig,
  context: Context,
): Promise<ConnectionReport> {
  const hasPlanToken =
    config.authentication === 'token' && config.planToken !== undefined;
  const main = await testPhase(config, 'apply', context);
  const plan = hasPlanToken
    ? await testPhase(config, 'plan', context)
    : { checks: [] };
  return {
    identity: main.identity,
    checks: [
      ...main.checks,
      ...plan.checks,
      ...(main.identity ? await checkClock(config, context) : []),
    ],
  };
}

/** The client does not show headers, so the time is asked for without it. */
async function checkClock(
  { organizationUrl }: AzureDevopsConfig,
  context: Context,
): Promise<ConnectionCheck[]> {
  const host = new RemoteHost(context, organizationUrl);
  // Nobody is signed in for that, so the answer itself does not count.
  await host.fetch('', { method: 'HEAD' }).catch(() => undefined);
  return host.clockChecks();
}

async function testPhase(
  config: AzureDevopsConfig,
  phase: CredentialPhase,
  context: Context,
): Promise<ConnectionReport> {
  const suffix = phase === 'plan' ? ' for plans' : '';
  let signedIn: GitCredentials;
  try {
    signedIn = await signIn(config, phase, context);
  } catch (error) {
    return {
      checks: [
        failedCheck('Service principal', refusedPrincipal(error), error),
      ],
    };
  }
  const { organizationUrl } = config;
  const api = createClient(organizationUrl, signedIn.authorization, context);
  try {
    const identity = await whoIs(api, context);
    const message = `Azure DevOps knows it as '${identity}'`;
    return {
      identity,
      checks: [
        { name: `Identity${suffix}`, ok: true, message },
        await checkRepositories(api, context, suffix),
      ],
    };
  } catch (error) {
    return {
      checks: [
        failedCheck(`Identity${suffix}`, 'Azure DevOps cannot be asked', error),
      ],
    };
  }
}

async function whoIs(api: WebApi, context: Context): Promise<string> {
  const { authenticatedUser } = await ask(context, () => api.connect());
  const name =
    authenticatedUser?.customDisplayName ??
    authenticatedUser?.providerDisplayName;
  // Whoever is not signed in is somebody, too.
  if (name === undefined || /^anonymous$/i.test(name)) {
    throw Object.assign(new Error('Nobody is signed in'), { status: 401 });
  }
  return name;
}

async function checkRepositories(
  api: WebApi,
  context: Context,
  suffix: string,
): Promise<ConnectionCheck> {
  const name = `Cloning${suffix}`;
  try {
    const core = await ask(context, () => api.getCoreApi());
    const [project] = await ask(context, () => core.getProjects(undefined, 1));
    if (!project?.id) {
      return {
        name,
        ok: false,
        message: 'It sees no project: add it to one of the organisation',
      };
    }
    const git = await ask(context, () => api.getGitApi());
    await ask(context, () =>
      git.getPullRequestsByProject(project.id!, {}, undefined, undefined, 1),
    );
    const also = suffix ? '' : `; ${WHAT_PULL_REQUESTS_NEED}`;
    return {
      name,
      ok: true,
      message: `Reads repositories and pull requests of '${project.name}'${also}`,
    };
  } catch (error) {
    return [401, 403].includes(statusOf(error) ?? 0)
      ? { name, ok: false, message: "It lacks the scope 'Code: read'" }
      : failedCheck(name, 'Its repositories cannot be listed', error);
  }
}

function refusedPrincipal(error: unknown): string {
  return statusOf(error) === 400
    ? 'Entra ID does not know the tenant or the client'
    : 'Entra ID gives no token';
}
