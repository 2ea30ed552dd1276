import path from 'node:path';
import type { Knex } from 'knex';
import type {
  DiscoveryService,
  HttpAuthService,
  LoggerService,
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { Engine } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { DefaultAccessService, type AccessService } from './access';
import { readInfrakitchenConfig } from './config';
import { KeyRing } from './crypto';
import { HistoryStore } from './history';
import { Outbox } from './outbox';
import { OverviewService } from './overview';
import { createRunQueue } from './queue';
import {
  AuthorizedResourceService,
  ChangeStore,
  DefaultResourceService,
  HierarchyStore,
  PendingChanges,
  ResourceCreator,
  ResourceEditor,
  ResourceStore,
  ResourceView,
  StaleInputs,
  ValuesService,
  type ResourceService,
} from './resources';
import {
  acquireWorkerIdentity,
  AuthorizedRunService,
  DefaultRunService,
  RunFeed,
  RunInputsReader,
  RunLogStore,
  RunOutcomes,
  RunStore,
  RunWorker,
  type RunService,
} from './runs';
import { GitSources } from './sources';
import {
  AuthorizedStateService,
  RunTokens,
  StateStore,
  type StateService,
} from './state';
import {
  AuthorizedTemplateService,
  DefaultTemplateService,
  TemplateHierarchy,
  TemplateStore,
  TemplateWriter,
  type TemplateService,
} from './templates';
import {
  AuthorizedVersionService,
  DefaultVersionService,
  ModuleAnalyser,
  RuleChecker,
  VersionStore,
  VersionWriter,
  type VersionService,
} from './versions';

const OUTBOX_INTERVAL_MS = 1_000;

/** What the parts are made of. */
export interface InfrakitchenOptions {
  knex: Knex;
  engine: Engine;
  config: RootConfigService;
  logger: LoggerService;
  discovery: DiscoveryService;
  httpAuth: HttpAuthService;
  userInfo: UserInfoService;
  permissions: PermissionsService;
}

/** The services, authorised, and what the plugin starts and stops. */
export interface Infrakitchen {
  access: AccessService;
  templates: TemplateService;
  versions: VersionService;
  resources: ResourceService;
  runs: RunService;
  states: StateService;
  overview: OverviewService;
  feed: RunFeed;
  stateStore: StateStore;
  tokens: RunTokens;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Puts the services together. */
export async function createInfrakitchen(
  options: InfrakitchenOptions,
): Promise<Infrakitchen> {
  const { knex, engine, config, logger, discovery } = options;
  const settings = readInfrakitchenConfig(config);
  const keys = KeyRing.fromConfig(config);
  const { workingDirectory } = settings;

  const access = new DefaultAccessService(options);
  const history = new HistoryStore(knex);
  const outbox = new Outbox({ knex, logger });
  const queue = await createRunQueue({ knex, logger });
  const sources = GitSources.fromConfig(config, { workingDirectory, logger });
  const feed = new RunFeed();

  const templateStore = new TemplateStore(knex);
  const versionStore = new VersionStore(knex);
  const resources = new ResourceStore(knex);
  const hierarchy = new HierarchyStore(knex);
  const changes = new ChangeStore(knex);
  const states = new StateStore({
    knex,
    keys,
    keepVersions: settings.state.keepVersions,
  });
  const tokens = new RunTokens(knex);
  const store = new RunStore({ knex, history, outbox });
  const logs = new RunLogStore(knex);

  const view = new ResourceView({ knex, resources, hierarchy, changes });
  const values = new ValuesService({ resources, hierarchy, keys });
  const shared = {
    knex,
    resources,
    hierarchy,
    changes,
    templates: templateStore,
    versions: versionStore,
    values,
    view,
    history,
    outbox,
    states,
    keys,
  };
  const templateHierarchy = new TemplateHierarchy(knex);
  const templateWriter = new TemplateWriter({
    templates: templateStore,
    hierarchy: templateHierarchy,
    history,
  });
  const pending = new PendingChanges(shared);
  const editor = new ResourceEditor({ ...shared, pending });
  const outcomes = new RunOutcomes({ ...shared, editor });
  const stale = new StaleInputs(shared);
  outbox.on('resource.changed', ({ resourceId }) =>
    stale.refresh(resourceId as string),
  );
  outbox.on('run.changed', async ({ runId }) => feed.wake(runId as string));

  const worker = settings.runs.enabled ? await createWorker() : undefined;

  async function createWorker(): Promise<RunWorker> {
    const identity = await acquireWorkerIdentity(workingDirectory);
    return new RunWorker({
      ...shared,
      store,
      logs,
      feed,
      outcomes,
      reader: new RunInputsReader(shared),
      engine,
      sources,
      tokens,
      queue,
      logger,
      limits: settings.runs.limits,
      concurrency: settings.runs.concurrency,
      maxLogBytes: settings.runs.maxLogBytes,
      workerId: identity.id,
      workingDirectory: identity.directory,
      stateUrl: async () =>
        settings.state.url ?? discovery.getBaseUrl('infrakitchen'),
    });
  }

  return {
    access,
    feed,
    tokens,
    stateStore: states,
    templates: new AuthorizedTemplateService({
      inner: new DefaultTemplateService({
        ...shared,
        hierarchy: templateHierarchy,
        writer: templateWriter,
      }),
      access,
      history,
    }),
    versions: new AuthorizedVersionService({
      inner: new DefaultVersionService({
        ...shared,
        sources,
        templateWriter,
        writer: new VersionWriter({
          ...shared,
          rules: new RuleChecker({ ...shared, hierarchy: templateHierarchy }),
        }),
        analyser: new ModuleAnalyser({
          sources,
          engine,
          workingDirectory: path.join(workingDirectory, 'analysis'),
        }),
      }),
      access,
      history,
    }),
    resources: new AuthorizedResourceService({
      inner: new DefaultResourceService({
        ...shared,
        creator: new ResourceCreator(shared),
        editor,
        pending,
      }),
      access,
      history,
    }),
    runs: new AuthorizedRunService({
      inner: new DefaultRunService({
        ...shared,
        store,
        logs,
        outcomes,
        queue,
        onCancel: runId => worker?.cancel(runId),
      }),
      access,
      history,
    }),
    states: new AuthorizedStateService({ states, access }),
    overview: new OverviewService({
      templates: templateStore,
      resources,
      runs: store,
      engine,
      access,
    }),
    async start() {
      outbox.start({ intervalMs: OUTBOX_INTERVAL_MS });
      await worker?.start();
    },
    async stop() {
      await (worker ? worker.stop() : queue.stop({ graceMs: 0 }));
      await outbox.stop();
    },
  };
}
