import datadog from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-datadog';
import mongodbAtlas from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-mongodb-atlas';
import vault from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-vault';
import { LOCALHOST_CERTIFICATE } from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import {
  wordOf,
  type VendorSide,
} from '../../connections/__testUtils__/VendorSide';
// Stand-ins are for tests alone, so the packages do not export them.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import { startDatadog } from '../../../../infrakitchen-backend-module-datadog/src/__testUtils__/startDatadog';
import { startAtlas } from '../../../../infrakitchen-backend-module-mongodb-atlas/src/__testUtils__/startAtlas';
import {
  startVault,
  type VaultState,
} from '../../../../infrakitchen-backend-module-vault/src/__testUtils__/startVault';
/* eslint-enable @backstage/no-relative-monorepo-imports */

const certificates = [LOCALHOST_CERTIFICATE];
const PHASES = ['plan', 'apply'] as const;

/** Variables that nobody has to be asked about. */
export async function startCustomSide(): Promise<VendorSide> {
  // With what shells, JSON and URLs would trip over.
  const valueOf = (who: string, phase: string) =>
    `${wordOf('custom', who, phase)} "it's"\n$HOME\\n;`;
  return {
    provider: 'custom',
    features: [],
    hosts: [],
    config: who => ({
      variables: { CLOUD_TOKEN: valueOf(who, 'plan') },
      applyVariables: { CLOUD_TOKEN: valueOf(who, 'apply') },
    }),
    given: (who, _run, phase) => ({ CLOUD_TOKEN: valueOf(who, phase) }),
    always: {},
    secretsOf: who => PHASES.map(phase => valueOf(who, phase)),
    stop: async () => undefined,
  };
}

/** An organisation for each of them, with an application key for each phase. */
export async function startDatadogSide(): Promise<VendorSide> {
  const site = { appKeys: new Map<string, string[]>(), mayAskWho: true };
  const standIn = await startDatadog(site);
  const keysOf = (who: string) => ({
    apiKey: wordOf('datadog', who, 'api'),
    appKey: wordOf('datadog', who, 'apply'),
    planAppKey: wordOf('datadog', who, 'plan'),
  });
  const side: VendorSide = {
    provider: 'datadog',
    standIn,
    features: [datadog],
    hosts: [standIn.host],
    certificates,
    config(who) {
      const { apiKey, appKey, planAppKey } = keysOf(who);
      site.appKeys.set(apiKey, [appKey, planAppKey]);
      return { apiUrl: standIn.url, apiKey, appKey, planAppKey };
    },
    wrong: {
      config: () => ({
        ...side.config('known'),
        appKey: keysOf('wrong').appKey,
      }),
      told: /does not accept the application key/,
    },
    given(who, _run, phase) {
      const { apiKey, appKey, planAppKey } = keysOf(who);
      return {
        DD_API_KEY: apiKey,
        DD_APP_KEY: phase === 'plan' ? planAppKey : appKey,
      };
    },
    always: { DD_HOST: standIn.url },
    secretsOf: who => Object.values(keysOf(who)),
    stop: () => standIn.stop(),
  };
  return side;
}

/** An API key for each phase of each of them. */
export async function startAtlasSide(): Promise<VendorSide> {
  const orgId = '0123456789abcdef01234567';
  const keys = new Map<string, string>();
  const standIn = await startAtlas({ orgId, keys, accounts: new Map() });
  const keyOf = (who: string, phase: string) => ({
    name: `public-${who}-${phase}`,
    secret: wordOf('atlas', who, phase),
  });
  const side: VendorSide = {
    provider: 'mongodb-atlas',
    standIn,
    features: [mongodbAtlas],
    hosts: [standIn.host],
    certificates,
    config(who) {
      const [plan, apply] = PHASES.map(phase => keyOf(who, phase));
      keys.set(plan.name, plan.secret).set(apply.name, apply.secret);
      return {
        ...{ baseUrl: standIn.url, orgId, authentication: 'api_key' },
        ...{ publicKey: apply.name, privateKey: apply.secret },
        ...{ planPublicKey: plan.name, planPrivateKey: plan.secret },
      };
    },
    wrong: {
      config: () => ({
        ...side.config('known'),
        privateKey: keyOf('wrong', 'apply').secret,
      }),
      told: /wrong, expired or revoked/,
    },
    given(who, _run, phase) {
      const { name, secret } = keyOf(who, phase);
      return {
        MONGODB_ATLAS_PUBLIC_KEY: name,
        MONGODB_ATLAS_PUBLIC_API_KEY: name,
        MONGODB_ATLAS_PRIVATE_KEY: secret,
        MONGODB_ATLAS_PRIVATE_API_KEY: secret,
      };
    },
    always: {
      MONGODB_ATLAS_ORG_ID: orgId,
      MONGODB_ATLAS_BASE_URL: `${standIn.url}/`,
    },
    secretsOf: who => PHASES.map(phase => keyOf(who, phase).secret),
    stop: () => standIn.stop(),
  };
  return side;
}

/** An AppRole for each of them, which a run gets a token of. */
export async function startVaultSide() {
  const state: VaultState = {
    namespace: 'team-a',
    alive: new Map(),
    issued: [],
    approles: new Map(),
    workload: { token: '', roles: [] },
    secrets: {},
    readers: new Map(),
    capabilities: ['read'],
  };
  const standIn = await startVault(state);
  const roleOf = (who: string) => `role-${who}`;
  const secretIdOf = (who: string) => wordOf('vault', who);
  const tokensOf = (who: string) =>
    state.issued
      .filter(({ role }) => role === roleOf(who))
      .map(({ token }) => token);
  const side: VendorSide = {
    provider: 'vault',
    standIn,
    features: [vault],
    hosts: [standIn.host],
    certificates,
    config(who) {
      state.approles.set(roleOf(who), secretIdOf(who));
      return {
        ...{ address: standIn.url, namespace: 'team-a' },
        ...{ authentication: 'approle', roleId: roleOf(who) },
        ...{ secretId: secretIdOf(who), checkPath: 'secret/data/infra' },
      };
    },
    wrong: {
      config: () => ({
        ...side.config('known'),
        secretId: secretIdOf('wrong'),
      }),
      told: /does not accept the approle/,
    },
    given: who => ({ VAULT_TOKEN: tokensOf(who) }),
    always: { VAULT_ADDR: standIn.url, VAULT_NAMESPACE: 'team-a' },
    secretsOf: who => [secretIdOf(who), ...tokensOf(who)],
    stop: () => standIn.stop(),
  };
  return { ...side, roleOf, state };
}
