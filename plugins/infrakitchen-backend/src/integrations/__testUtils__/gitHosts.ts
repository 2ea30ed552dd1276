import {
  createBackendModule,
  type BackendFeature,
} from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import azureDevops from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-azure-devops';
import github from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-github';
import gitlab from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-gitlab';
import { infrakitchenIntegrationsExtensionPoint } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  LOCALHOST_CERTIFICATE,
  reroute,
  type StandIn,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import {
  wordOf,
  type VendorSide,
} from '../../connections/__testUtils__/VendorSide';
// Stand-ins are for tests alone, so the packages do not export them.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import {
  basicOf,
  startAzureDevops,
} from '../../../../infrakitchen-backend-module-azure-devops/src/__testUtils__/startAzureDevops';
import { bitbucketProvider } from '../../../../infrakitchen-backend-module-bitbucket/src/bitbucketProvider';
import {
  BITBUCKET_API,
  startBitbucket,
} from '../../../../infrakitchen-backend-module-bitbucket/src/__testUtils__/startBitbucket';
import { startGithub } from '../../../../infrakitchen-backend-module-github/src/__testUtils__/startGithub';
import { startGitlab } from '../../../../infrakitchen-backend-module-gitlab/src/__testUtils__/startGitlab';
/* eslint-enable @backstage/no-relative-monorepo-imports */

/** What sets one host apart, when all take one token for each phase. */
interface TokenHost {
  provider: string;
  features: BackendFeature[];
  standIn: StandIn;
  /** The fields beside the tokens. */
  fields: JsonObject;
  /** Lets the host know a token. */
  admit(token: string, phase: 'plan' | 'apply'): void;
  variable: string;
  always: VendorSide['always'];
}

function sideOf(host: TokenHost): VendorSide {
  const { features, fields, provider, standIn, variable } = host;
  const tokenOf = (who: string, phase: string) => wordOf(provider, who, phase);
  const side: VendorSide = {
    ...{ provider, features, standIn, always: host.always },
    hosts: [standIn.host],
    certificates: [LOCALHOST_CERTIFICATE],
    config(who) {
      host.admit(tokenOf(who, 'plan'), 'plan');
      host.admit(tokenOf(who, 'apply'), 'apply');
      return {
        ...fields,
        token: tokenOf(who, 'apply'),
        planToken: tokenOf(who, 'plan'),
      };
    },
    wrong: {
      config: () => ({
        ...side.config('known'),
        token: tokenOf('wrong', 'apply'),
      }),
      told: /wrong, expired or revoked/,
    },
    given: (who, _run, phase) => ({ [variable]: tokenOf(who, phase) }),
    secretsOf: who => [tokenOf(who, 'plan'), tokenOf(who, 'apply')],
    stop: () => standIn.stop(),
  };
  return side;
}

export async function startGithubSide(): Promise<VendorSide> {
  const tokens = new Set<string>();
  const standIn = await startGithub(() => ({
    tokens,
    app: { appId: '', publicKey: '' },
    scopes: 'repo',
    repositories: [],
    permissions: {},
  }));
  return sideOf({
    ...{ provider: 'github', features: [github], standIn },
    fields: { host: standIn.host, authentication: 'token' },
    admit: token => tokens.add(token),
    variable: 'GITHUB_TOKEN',
    always: { GITHUB_BASE_URL: `https://${standIn.host}/` },
  });
}

export async function startGitlabSide(): Promise<VendorSide> {
  const scopes: Record<string, string[]> = {};
  const standIn = await startGitlab({ scopes });
  return sideOf({
    ...{ provider: 'gitlab', features: [gitlab], standIn },
    fields: { host: standIn.host },
    admit(token, phase) {
      scopes[token] =
        phase === 'apply' ? ['api'] : ['read_api', 'read_repository'];
    },
    variable: 'GITLAB_TOKEN',
    always: { GITLAB_BASE_URL: `https://${standIn.host}/api/v4/` },
  });
}

export async function startBitbucketSide(): Promise<VendorSide> {
  const scopes: Record<string, string> = {};
  const standIn = await startBitbucket({ scopes, hasRepositories: true });
  return sideOf({
    ...{ provider: 'bitbucket', features: [reroutedBitbucket(standIn)] },
    standIn,
    fields: { workspace: 'acme', authentication: 'access_token' },
    admit(token, phase) {
      scopes[`Bearer ${token}`] =
        phase === 'apply' ? 'repository:write pullrequest:write' : 'repository';
    },
    variable: 'BITBUCKET_OAUTH_TOKEN',
    always: {},
  });
}

/** Bitbucket Cloud is at one address, which nobody can set. */
function reroutedBitbucket(standIn: StandIn): BackendFeature {
  return createBackendModule({
    pluginId: 'infrakitchen',
    moduleId: 'bitbucket',
    register(reg) {
      reg.registerInit({
        deps: { integrations: infrakitchenIntegrationsExtensionPoint },
        async init({ integrations }) {
          integrations.addProvider({
            ...bitbucketProvider,
            test: ({ config, ...context }) =>
              bitbucketProvider.test({
                ...reroute(context, { [BITBUCKET_API]: standIn.url }),
                config,
              }),
          });
        },
      });
    },
  });
}

export async function startAzureDevopsSide(): Promise<VendorSide> {
  const known = new Set<string>();
  const standIn = await startAzureDevops({
    known,
    principal: { tenantId: '', clientSecret: '' },
    mayReadCode: true,
    projects: [{ id: 'p1', name: 'Infra' }],
  });
  const organizationUrl = `${standIn.url}/contoso`;
  return sideOf({
    ...{ provider: 'azure-devops', features: [azureDevops], standIn },
    fields: { organizationUrl, authentication: 'token' },
    admit: token => known.add(basicOf(token)),
    variable: 'AZDO_PERSONAL_ACCESS_TOKEN',
    always: { AZDO_ORG_SERVICE_URL: organizationUrl },
  });
}
