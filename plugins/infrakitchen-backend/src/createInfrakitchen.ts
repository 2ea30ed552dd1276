import path from 'node:path';
import type { Knex } from 'knex';
import type {
  AuditorService,
  AuthService,
  DiscoveryService,
  HttpAuthService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type { Engine } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  AccessRecords,
  CatalogPrincipals,
  DefaultAccessService,
  DefaultGrantService,
  GrantStore,
  readAccessSettings,
  RecordRoleReader,
  type AccessService,
  type GrantService,
} from './access';
import {
  ApprovalPolicy,
  ApprovalRuleStore,
  ApprovalStore,
  ApprovalView,
  AuthorizedApprovalRuleService,
  AuthorizedApprovalService,
  DefaultApprovalRuleService,
  DefaultApprovalService,
  type ApprovalRuleService,
  type ApprovalService,
} from './approvals';
import { readInfrakitchenConfig } from './config';
import { KeyRing } from './crypto';
import {
  AuthorizedHistoryService,
  DefaultHistoryService,
  forwardAudit,
  HistoryStore,
  RevisionReader,
  type HistoryService,
} from './history';
import {
  CatalogGroups,
  NotificationSender,
  NotificationStore,
  Notifier,
  RecordRoleHolders,
  SignalPublisher,
} from './notifications';
import { Outbox } from './outbox';
import { OverviewService } from './overview';
import {
  AuthorizedProjectService,
  createProjectRestorer,
  DefaultProjectService,
  ProjectStore,
  ProjectWriter,
  RoleProjectGate,
  type ProjectService,
} from './projects';
import { createRunQueue } from './queue';
import {
  AuthorizedResourceService,
  ChangeStore,
  createHiddenNames,
  createResourceRestorer,
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
  RunRequester,
  RunStore,
  RunWorker,
  WaitingRuns,
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
  AuthorizedSubscriptionService,
  DefaultSubscriptionService,
  SubscriptionStore,
  type SubscriptionService,
} from './subscriptions';
import {
  AuthorizedTemplateService,
  createTemplateRestorer,
  DefaultTemplateService,
  TemplateHierarchy,
  TemplateStore,
  TemplateWriter,
  type TemplateService,
} from './templates';
import {
  AuthorizedVersionService,
  createVersionRestorer,
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
  permissionsRegistry: Pick<PermissionsRegistryService, 'getPermissionRuleset'>;
  auth: AuthService;
  catalog: CatalogService;
  notifications: NotificationService;
  signals: SignalsService;
  auditor: AuditorService;
}

/** The services, authorised, and what the plugin starts and stops. */
export interface Infrakitchen {
  access: AccessService;
  grants: GrantService;
  accessRecords: AccessRecords;
  templates: TemplateService;
  versions: VersionService;
  projects: ProjectService;
  resources: ResourceService;
  runs: RunService;
  approvalRules: ApprovalRuleService;
  approvals: ApprovalService;
  states: StateService;
  subscriptions: SubscriptionService;
  overview: OverviewService;
  history: HistoryService;
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

  const accessSettings = readAccessSettings(config);
  const access = new DefaultAccessService({
    ...options,
    settings: accessSettings,
  });
  const accessRecords = new AccessRecords({ knex, settings: accessSettings });
  const grants = new GrantStore(knex);
  const outbox = new Outbox({ knex, logger });
  const history = new HistoryStore(knex, outbox);
  forwardAudit({ outbox, auditor: options.auditor });
  const queue = await createRunQueue({ knex, logger });
  const sources = GitSources.fromConfig(config, { workingDirectory, logger });
  const feed = new RunFeed();

  const templateStore = new TemplateStore(knex);
  const versionStore = new VersionStore(knex);
  const projects = new ProjectStore(knex);
  const resources = new ResourceStore(knex);
  const hierarchy = new HierarchyStore(knex);
  const changes = new ChangeStore(knex);
  const states = new StateStore({
    knex,
    keys,
    keepVersions: settings.state.keepVersions,
  });
  const tokens = new RunTokens(knex);
  const subscriptions = new SubscriptionStore(knex);
  const store = new RunStore({ knex, history, outbox });
  const logs = new RunLogStore(knex);

  const view = new ResourceView({
    knex,
    resources,
    hierarchy,
    changes,
    projects,
  });
  const values = new ValuesService({ resources, hierarchy, projects, keys });
  const revisions = new RevisionReader({
    history,
    hidden: {
      resource: createHiddenNames({ resources, versions: versionStore }),
    },
  });
  const shared = {
    knex,
    resources,
    hierarchy,
    changes,
    grants,
    templates: templateStore,
    versions: versionStore,
    projects,
    values,
    view,
    history,
    revisions,
    outbox,
    states,
    keys,
    subscriptions,
    followOwn: settings.notifications.followOwn,
  };
  const templateHierarchy = new TemplateHierarchy(knex);
  const templateWriter = new TemplateWriter({
    templates: templateStore,
    hierarchy: templateHierarchy,
    grants,
    history,
  });
  const pending = new PendingChanges(shared);
  const outcomes = new RunOutcomes({ ...shared, pending });
  const approvalRules = new ApprovalRuleStore(knex);
  const approvals = new ApprovalStore(knex);
  const roles = new RecordRoleReader({ records: accessRecords });
  const policy = new ApprovalPolicy({ rules: approvalRules, approvals, roles });
  const waiting = new WaitingRuns({
    ...shared,
    store,
    outcomes,
    policy,
    queue,
  });
  const editor = new ResourceEditor({ ...shared, pending, policy, waiting });
  const requester = new RunRequester({ ...shared, store, outcomes, queue });
  const approvalView = new ApprovalView({ approvals, roles, access });
  const approvalService = new DefaultApprovalService({
    ...{ ...shared, store, outcomes, queue },
    ...{ waiting, approvals, policy, roles, access },
    view: approvalView,
  });
  const stale = new StaleInputs(shared);
  outbox.on('resource.changed', ({ resourceId, itself }) =>
    stale.refresh(resourceId as string, { itself: itself === true }),
  );
  outbox.on('project.changed', ({ projectId }) =>
    stale.refreshProject(projectId as string),
  );
  outbox.on('approval_rule.changed', () =>
    waiting.reconsider({ kind: 'sweeper', ref: 'approval-rules' }),
  );
  outbox.on('run.changed', async ({ runId }) => feed.wake(runId as string));
  new SignalPublisher(options).listen(outbox);
  new Notifier({
    store: new NotificationStore(knex),
    subscriptions,
    holders: new RecordRoleHolders({ records: accessRecords }),
    groups: new CatalogGroups(options),
    everyone: accessSettings.everyone,
    sender: new NotificationSender({ service: options.notifications, logger }),
    settings: settings.notifications,
  }).listen(outbox);

  const worker = settings.runs.enabled ? await createWorker() : undefined;

  async function createWorker(): Promise<RunWorker> {
    const identity = await acquireWorkerIdentity(workingDirectory);
    return new RunWorker({
      ...shared,
      store,
      logs,
      feed,
      outcomes,
      policy,
      waiting,
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

  const templates = new AuthorizedTemplateService({
    inner: new DefaultTemplateService({
      ...shared,
      hierarchy: templateHierarchy,
      writer: templateWriter,
    }),
    access,
    history,
  });
  const versions = new AuthorizedVersionService({
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
  });
  const projectService = new AuthorizedProjectService({
    inner: new DefaultProjectService({
      ...shared,
      writer: new ProjectWriter(shared),
    }),
    access,
    history,
  });
  const resourceService = new AuthorizedResourceService({
    inner: new DefaultResourceService({
      ...shared,
      gate: new RoleProjectGate({ access }),
      creator: new ResourceCreator(shared),
      editor,
      pending,
      waiting,
      requester,
    }),
    access,
    history,
  });

  return {
    access,
    accessRecords,
    grants: new DefaultGrantService({
      knex,
      access,
      grants,
      history,
      records: accessRecords,
      settings: accessSettings,
      principals: new CatalogPrincipals(options),
    }),
    feed,
    tokens,
    stateStore: states,
    templates,
    versions,
    projects: projectService,
    resources: resourceService,
    runs: new AuthorizedRunService({
      inner: new DefaultRunService({
        ...shared,
        store,
        logs,
        feed,
        outcomes,
        waiting,
        requester,
        describer: approvalView,
        queue,
        onCancel: runId => worker?.cancel(runId),
      }),
      access,
      history,
    }),
    approvalRules: new AuthorizedApprovalRuleService({
      inner: new DefaultApprovalRuleService({
        ...shared,
        rules: approvalRules,
      }),
      access,
      history,
    }),
    approvals: new AuthorizedApprovalService({
      inner: approvalService,
      store,
      access,
      history,
    }),
    states: new AuthorizedStateService({ states, access }),
    subscriptions: new AuthorizedSubscriptionService({
      inner: new DefaultSubscriptionService(shared),
      access,
      history,
    }),
    history: new AuthorizedHistoryService({
      inner: new DefaultHistoryService({
        history,
        revisions,
        restorers: {
          template: createTemplateRestorer(templates),
          version: createVersionRestorer(versions),
          project: createProjectRestorer(projectService),
          resource: createResourceRestorer(resourceService),
        },
      }),
      access,
      history,
    }),
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
