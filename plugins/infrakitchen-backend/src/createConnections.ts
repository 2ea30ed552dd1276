import type {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import {
  probeStorage,
  type IntegrationProvider,
  type SecretProvider,
  type StorageProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { JsonObject } from '@backstage/types';
import {
  connectionKinds,
  type AccessService,
  type ConnectionKind,
} from './access';
import type { InfrakitchenConfig } from './config';
import {
  AuthorizedConnectionService,
  AuthorizedPortalHostService,
  ConnectionReader,
  ConnectionStore,
  ConnectionTester,
  ConnectionUserStore,
  ConnectionVault,
  ConnectionWriter,
  DefaultConnectionService,
  GitIntegrations,
  ProviderCalls,
  ProviderRegistry,
  ExpiryStore,
  ExpiryWatch,
  ReminderSweeper,
  type ConnectionProviders,
  type ConnectionService,
  type ConnectionTest,
  type PortalHostService,
} from './connections';
import type { Records } from './createRecords';
import { customIntegration, plainGitIntegration } from './integrations';
import { RunConnectionsReader, RunCredentialsSource } from './runs/credentials';
import { keyValueSecret } from './secrets';
import { PortalGitCredentials } from './sources';
import { httpStorage, StorageAccess } from './storages';

/** The providers that are built in; modules add theirs. */
export function createConnectionProviders(): ConnectionProviders {
  return {
    integration: new ProviderRegistry<IntegrationProvider>('integration', [
      customIntegration,
      plainGitIntegration,
    ]),
    secret: new ProviderRegistry<SecretProvider>('secret', [keyValueSecret]),
    storage: new ProviderRegistry<StorageProvider>('storage', [httpStorage]),
  };
}

/** What connections are, besides how people manage them. */
export type Connections = ReturnType<typeof createConnections>;

/** Puts together what resources are connected by, and what runs get of it. */
export function createConnections(options: {
  records: Pick<Records, 'knex' | 'keys'>;
  providers: ConnectionProviders;
  settings: Pick<InfrakitchenConfig, 'integrations'>;
}) {
  const { providers, settings } = options;
  const { knex, keys } = options.records;
  const stores = Object.fromEntries(
    connectionKinds.map(kind => [kind, new ConnectionStore(knex, kind)]),
  ) as Record<ConnectionKind, ConnectionStore>;
  const vault = new ConnectionVault(keys);
  const calls = new ProviderCalls(settings.integrations);
  const reader = new ConnectionReader({
    integrations: stores.integration,
    providers,
    vault,
  });
  const parts = { stores, providers, vault, calls, reader };
  return {
    ...parts,
    connections: new RunConnectionsReader(parts),
    git: new GitIntegrations({
      ...{ vault, calls },
      store: stores.integration,
      providers: providers.integration,
    }),
    credentials: new RunCredentialsSource(parts),
    storages: new StorageAccess({ ...parts, storages: stores.storage }),
  };
}

/** The services by which people manage connections, authorised. */
export function createConnectionServices(options: {
  records: Pick<Records, 'knex' | 'history' | 'grants' | 'outbox'>;
  parts: Connections;
  settings: Pick<InfrakitchenConfig, 'integrations'>;
  config: RootConfigService;
  access: AccessService;
  logger: LoggerService;
}): {
  portalHosts: PortalHostService;
  connections: Record<ConnectionKind, ConnectionService>;
  reminders: ReminderSweeper;
  expiryWatch: ExpiryWatch;
} {
  const { records, parts, settings, access, logger } = options;
  const users = new ConnectionUserStore(records.knex);
  const expiries = new ExpiryStore(records.knex);
  const testerOf = (kind: ConnectionKind) =>
    new ConnectionTester({
      ...parts,
      test: testOf(kind, parts.providers),
      logger,
    });
  const serviceOf = (kind: ConnectionKind): ConnectionService => {
    const store = parts.stores[kind];
    const providers = parts.providers[kind] as unknown as ProviderRegistry;
    return new AuthorizedConnectionService({
      kind,
      access,
      history: records.history,
      inner: new DefaultConnectionService({
        ...records,
        ...{ store, users, providers },
        writer: new ConnectionWriter({
          ...records,
          ...{ store, users, providers },
          vault: parts.vault,
          integrations: parts.stores.integration,
          reminderDays: settings.integrations.reminderDays,
        }),
        tester: testerOf(kind),
        expiries,
      }),
    });
  };
  return {
    portalHosts: new AuthorizedPortalHostService({
      hosts: PortalGitCredentials.fromConfig(options.config)?.hosts() ?? [],
      access,
    }),
    connections: {
      integration: serviceOf('integration'),
      secret: serviceOf('secret'),
      storage: serviceOf('storage'),
    },
    expiryWatch: new ExpiryWatch({
      ...records,
      store: expiries,
      tester: testerOf('integration'),
      providers: () =>
        parts.providers.integration.keysOf(
          ({ category }) => category === 'git',
        ),
      logger,
    }),
    reminders: new ReminderSweeper({
      ...records,
      stores: Object.values(parts.stores),
      logger,
    }),
  };
}

function testOf(
  kind: ConnectionKind,
  providers: ConnectionProviders,
): ConnectionTest {
  switch (kind) {
    case 'integration':
      return ({ provider, ...context }) =>
        providers.integration.require(provider).test(context);
    case 'secret':
      return async ({ provider, ...context }) => {
        const payload = await providers.secret.require(provider).fetch(context);
        return { checks: [describePayload(payload)] };
      };
    default:
      return ({ provider, ...context }) =>
        probeStorage(providers.storage.require(provider), context);
  }
}

function describePayload(payload: JsonObject) {
  const isObject =
    typeof payload === 'object' && payload !== null && !Array.isArray(payload);
  return {
    name: 'Payload',
    ok: isObject,
    message: isObject
      ? `It holds values for ${Object.keys(payload).join(', ') || 'nothing'}`
      : 'What is stored is not an object; store one with a member for each variable',
  };
}
