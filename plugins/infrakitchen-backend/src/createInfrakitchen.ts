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
import type { EventsService } from '@backstage/plugin-events-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type { Engine } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  AccessRecords,
  CatalogPrincipals,
  DefaultAccessService,
  DefaultGrantService,
  readAccessSettings,
  type AccessService,
  type ConnectionKind,
  type GrantService,
} from './access';
import {
  ApprovalView,
  AuthorizedApprovalRuleService,
  AuthorizedApprovalService,
  DefaultApprovalRuleService,
  DefaultApprovalService,
  type ApprovalRuleService,
  type ApprovalService,
} from './approvals';
import type { CascadeService } from './cascades';
import type { CatalogFeedService } from './catalog';
import { readInfrakitchenConfig } from './config';
import {
  RoleConnectionGate,
  type ConnectionProviders,
  type ConnectionService,
  type PortalHostService,
} from './connections';
import {
  createConnections,
  createConnectionServices,
} from './createConnections';
import { createCascades } from './createCascades';
import { createFeeds } from './createFeeds';
import { createHostedPullRequests } from './createHostedPullRequests';
import { createRecords } from './createRecords';
import { createRules } from './createRules';
import { createRuns } from './createRuns';
import { createTrail } from './createTrail';
import { createVersions } from './createVersions';
import { createViolations } from './createViolations';
import { createWorkspaces } from './createWorkspaces';
import {
  AuthorizedEncryptionService,
  DefaultEncryptionService,
  Rewrapper,
  type EncryptionService,
} from './encryption';
import type { HistoryService } from './history';
import { createImpacts, type ImpactService } from './impact';
import { listenToOutbox } from './listenToOutbox';
import { OverviewService, SetupStore } from './overview';
import {
  AuthorizedProjectService,
  DefaultProjectService,
  ProjectWriter,
  RoleProjectGate,
  type ProjectService,
} from './projects';
import {
  AttachmentRules,
  AuthorizedResourceService,
  ConnectionsChecker,
  createResourceEditor,
  DefaultResourceService,
  ResourceCreator,
  ResourceDeleter,
  ResourceUses,
  RoleParentGate,
  type ResourceService,
} from './resources';
import {
  AuthorizedRunService,
  DefaultRunService,
  type RunFeed,
  type RunService,
} from './runs';
import type { SearchFeedService } from './search';
import { GitSources } from './sources';
import {
  AuthorizedStateService,
  type RunTokenStore,
  type StateService,
  type StateStore,
} from './state';
import {
  AuthorizedStorageMoveService,
  DefaultStorageMoveService,
  StorageMover,
  type StorageMoveService,
} from './storageMoves';
import {
  AuthorizedSubscriptionService,
  DefaultSubscriptionService,
  type SubscriptionService,
} from './subscriptions';
import {
  AuthorizedTemplateService,
  DefaultTemplateService,
  TemplateHierarchyStore,
  TemplateWriter,
  type TemplateService,
} from './templates';
import type { VersionService } from './versions';
import type { ViolationService } from './violations';
import type { WorkspaceService } from './workspaces';
import type { PullRequestService } from './workspaces/pullRequests';

const OUTBOX_INTERVAL_MS = 1_000;

/** What the parts are made of. */
export interface InfrakitchenOptions {
  knex: Knex;
  engine: Engine;
  providers: ConnectionProviders;
  config: RootConfigService;
  logger: LoggerService;
  discovery: DiscoveryService;
  httpAuth: HttpAuthService;
  userInfo: UserInfoService;
  permissions: PermissionsService;
  permissionsRegistry: Pick<PermissionsRegistryService, 'getPermissionRuleset'>;
  auth: AuthService;
  catalog: CatalogService;
  events: EventsService;
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
  connections: Record<ConnectionKind, ConnectionService>;
  portalHosts: PortalHostService;
  workspaces: WorkspaceService;
  pullRequests: PullRequestService;
  encryption: EncryptionService;
  resources: ResourceService;
  violations: ViolationService;
  runs: RunService;
  cascades: CascadeService;
  approvalRules: ApprovalRuleService;
  approvals: ApprovalService;
  states: StateService;
  storageMoves: StorageMoveService;
  subscriptions: SubscriptionService;
  overview: OverviewService;
  history: HistoryService;
  impacts: ImpactService;
  catalogFeed: CatalogFeedService;
  searchFeed: SearchFeedService;
  feed: RunFeed;
  stateStore: StateStore;
  tokens: RunTokenStore;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Puts the services together. */
export async function createInfrakitchen(
  options: InfrakitchenOptions,
): Promise<Infrakitchen> {
  const { knex, engine, config, logger } = options;
  const settings = readInfrakitchenConfig(config);
  const { workingDirectory } = settings;
  const accessSettings = readAccessSettings(config);
  const access = new DefaultAccessService({
    ...options,
    settings: accessSettings,
  });
  const accessRecords = new AccessRecords({ knex, settings: accessSettings });
  const records = createRecords({ ...options, settings });
  const { history, outbox, store } = records;
  const parts = createConnections({ ...options, records, settings });
  const sources = GitSources.fromConfig(config, {
    ...{ workingDirectory, logger },
    credentials: parts.git,
  });
  const runs = await createRuns({
    ...options,
    ...{ access, records, accessRecords, accessSettings, sources, settings },
    connections: parts,
  });
  const hierarchy = new TemplateHierarchyStore(knex);
  const rules = createRules(records, hierarchy);
  const templateWriter = new TemplateWriter({
    ...records,
    ...rules,
    hierarchy,
  });
  const { versions, watch } = createVersions({
    ...{ records, rules, templateWriter, sources, engine, settings },
    ...{ access, logger },
  });
  const { hosts, pullRequests } = createHostedPullRequests({
    ...options,
    ...{ records, runs, sources, settings },
    connections: parts,
    onPush: event => watch.pushed(event),
  });
  listenToOutbox({
    ...options,
    ...{ records, runs, accessRecords, accessSettings, settings },
    connections: parts,
  });

  const cascades = createCascades({
    ...options,
    ...{ records, runs, access, settings },
  });

  const guards = { access, history };
  const { connections, portalHosts, reminders, expiryWatch } =
    createConnectionServices({
      ...{ ...options, records, parts, settings, access },
    });
  const connectionGate = new RoleConnectionGate({
    ...{ grants: records.grants, access },
  });
  const attachments = new AttachmentRules(parts);
  const workspaces = createWorkspaces({
    ...{ records, hosts, sources, connectionGate, access },
  });
  const templates = new AuthorizedTemplateService({
    inner: new DefaultTemplateService({
      ...records,
      hierarchy,
      writer: templateWriter,
    }),
    ...guards,
  });
  const projects = new AuthorizedProjectService({
    inner: new DefaultProjectService({
      ...{ ...records, connectionGate },
      writer: new ProjectWriter(records),
    }),
    ...guards,
  });
  const resources = new AuthorizedResourceService({
    inner: new DefaultResourceService({
      ...records,
      ...runs,
      gate: new RoleProjectGate({ access }),
      ...rules,
      parentGate: new RoleParentGate({ access }),
      connectionGate,
      deleter: new ResourceDeleter(records),
      creator: new ResourceCreator({ ...records, ...rules, attachments }),
      connectionsChecker: new ConnectionsChecker({
        ...{ ...records, ...rules, attachments },
      }),
      editor: createResourceEditor({
        ...{ ...records, ...runs, ...rules, attachments },
      }),
    }),
    ...guards,
  });
  const moving = { ...records, ...parts, attachments };
  new StorageMover({ ...moving, logger }).listen(outbox);
  const describer = new ApprovalView({ ...runs, access });

  const grants = new DefaultGrantService({
    ...records,
    access,
    records: accessRecords,
    settings: accessSettings,
    principals: new CatalogPrincipals(options),
  });
  const approvals = new AuthorizedApprovalService({
    inner: new DefaultApprovalService({
      ...records,
      ...runs,
      access,
      view: describer,
      pullRequests,
    }),
    store,
    ...guards,
  });
  const trail = createTrail({
    ...{ records, access, templates, versions, projects },
    ...{ resources, connections, workspaces },
  });
  return {
    access,
    accessRecords,
    templates,
    versions,
    projects,
    connections,
    portalHosts,
    workspaces,
    pullRequests: pullRequests.serviceFor(access),
    encryption: new AuthorizedEncryptionService({
      inner: new DefaultEncryptionService({
        rewrapper: new Rewrapper(records),
        history,
      }),
      ...guards,
    }),
    resources,
    violations: createViolations({ ...records, ...rules, access }),
    cascades: cascades.service,
    feed: runs.feed,
    tokens: runs.tokens,
    stateStore: records.states,
    grants,
    runs: new AuthorizedRunService({
      inner: new DefaultRunService({
        ...records,
        ...runs,
        describer,
        pullRequests,
        onCancel: runId => runs.worker?.cancel(runId),
      }),
      uses: new ResourceUses({ ...records, connectionGate }),
      ...guards,
    }),
    approvalRules: new AuthorizedApprovalRuleService({
      inner: new DefaultApprovalRuleService({ ...records, rules: runs.rules }),
      ...guards,
    }),
    approvals,
    states: new AuthorizedStateService({ states: records.states, access }),
    storageMoves: new AuthorizedStorageMoveService({
      inner: new DefaultStorageMoveService({ ...moving, connectionGate }),
      ...guards,
    }),
    subscriptions: new AuthorizedSubscriptionService({
      inner: new DefaultSubscriptionService(records),
      ...guards,
    }),
    history: trail,
    impacts: createImpacts({ records, access }),
    ...createFeeds({ knex, config, access, accessSettings }),
    overview: new OverviewService({
      ...records,
      runs: store,
      cascades: cascades.store,
      approvals,
      history: trail,
      grants,
      setup: new SetupStore({ knex }),
      engine,
      access,
    }),
    async start() {
      outbox.start({ intervalMs: OUTBOX_INTERVAL_MS });
      reminders.start();
      expiryWatch.start();
      await runs.worker?.start();
      cascades.sweeper.start();
      await pullRequests.start();
      watch.start();
    },
    async stop() {
      reminders.stop();
      await expiryWatch.stop();
      await cascades.sweeper.stop();
      await watch.stop();
      await pullRequests.stop();
      await (runs.worker
        ? runs.worker.stop()
        : runs.queue.stop({ graceMs: 0 }));
      await outbox.stop();
    },
  };
}
