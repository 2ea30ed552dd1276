import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { MergeBy } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import {
  AccessRecords,
  GrantStore,
  RecordRoleReader,
  type FixedGrant,
  type Memberships,
} from '../access';
import { fakeAccess } from '../access/__testUtils__/fakeAccess';
import {
  ApprovalPolicy,
  ApprovalRuleStore,
  ApprovalStore,
  ApprovalView,
  DefaultApprovalRuleService,
  DefaultApprovalService,
  RunApproverStore,
} from '../approvals';
import { CascadeMemberStore } from '../cascades';
import { ConnectionStore, type ConnectionGate } from '../connections';
import { createCascades } from '../createCascades';
import {
  createConnectionProviders,
  createConnections,
} from '../createConnections';
import { createRules } from '../createRules';
import { KeyRing } from '../crypto';
import { migrateSchema } from '../database';
import { HistoryStore, RevisionReader } from '../history';
import { Outbox, outboxTopics } from '../outbox';
import {
  DefaultProjectService,
  ProjectStore,
  ProjectWriter,
  type ProjectGate,
} from '../projects';
import { InProcessRunQueue } from '../queue';
import {
  AttachmentRules,
  ChangeStore,
  ConnectionsChecker,
  createHiddenNames,
  createResourceEditor,
  DefaultResourceService,
  HierarchyStore,
  ParentRules,
  PendingChanges,
  type ParentGate,
  ResourceCreator,
  ResourceDeleter,
  ResourceStore,
  ResourceView,
  StaleInputs,
  TargetReader,
  ValuesService,
} from '../resources';
import {
  DefaultRunService,
  PlanWatch,
  RunFeed,
  RunRequester,
  WaitingRuns,
  RunInputsReader,
  RunLogStore,
  RunOutcomes,
  RunStore,
} from '../runs';
import { RequesterRights } from '../runs/credentials';
import { RunTokenStore, StateStore } from '../state';
import {
  DefaultStorageMoveService,
  StorageMover,
  StorageMoveStore,
} from '../storageMoves';
import { SubscriptionStore } from '../subscriptions';
import { TemplateHierarchyStore, TemplateStore } from '../templates';
import { VersionStore } from '../versions';
import { PullRequestStore } from '../workspaces/pullRequests/PullRequestStore';
import { FolderStore, WorkspacePlaces, WorkspaceStore } from '../workspaces';
import { fakeEngine, FakeWorker } from './FakeWorker';

/** A caller by the name of a user. */
export const as = (name: string) => ({
  credentials: mockCredentials.user(`user:default/${name}`),
});
export const ann = as('ann');
export const bob = as('bob');

/** Every service over a database; a fake worker takes the part of the engine. */
export async function createServices(
  knex: Knex,
  options: {
    keyIds?: string[];
    keepVersions?: number;
    /** Roles that need no grant in the database. */
    grants?: FixedGrant[];
    /** Groups by user ref. */
    groups?: Record<string, string[]>;
    /** Private hosts that storages may be at. */
    allowHosts?: string[];
    /** Whose merge of a pull request counts. */
    mergeBy?: MergeBy;
  } = {},
) {
  await migrateSchema(knex);
  const logger = mockServices.logger.mock();
  const keys = new KeyRing(
    (options.keyIds ?? ['test']).map(id => ({ id, secret: id.repeat(40) })),
  );
  const history = new HistoryStore(knex);
  const outbox = new Outbox({ knex, logger });
  // What nobody listens to is not written, and tests look at what is.
  for (const topic of outboxTopics) {
    outbox.on(topic, async () => {}, { consumer: 'test' });
  }
  const queue = new InProcessRunQueue({ knex, logger });
  const projects = new ProjectStore(knex);
  const resources = new ResourceStore(knex);
  const hierarchy = new HierarchyStore(knex);
  const changes = new ChangeStore(knex);
  const workspaces = new WorkspaceStore(knex);
  const folders = new FolderStore(knex);
  const values = new ValuesService({ resources, hierarchy, projects, keys });
  const templates = new TemplateStore(knex);
  const versions = new VersionStore(knex);
  const states = new StateStore({
    knex,
    keys,
    keepVersions: options.keepVersions ?? 100,
  });
  const store = new RunStore({ knex, history, outbox });
  const shared = {
    knex,
    keys,
    history,
    revisions: new RevisionReader({
      history,
      hidden: { resource: createHiddenNames({ resources, versions }) },
    }),
    outbox,
    queue,
    resources,
    hierarchy,
    changes,
    grants: new GrantStore(knex),
    templates,
    parentRules: new ParentRules({ resources, hierarchy, templates }),
    versions,
    projects,
    states,
    subtrees: new CascadeMemberStore(knex),
    store,
    logs: new RunLogStore(knex),
    feed: new RunFeed(),
    tokens: new RunTokenStore(knex),
    subscriptions: new SubscriptionStore(knex),
    storageMoves: new StorageMoveStore(knex),
    workspaces,
    folders,
    places: new WorkspacePlaces({
      ...{ workspaces, folders, projects },
      integrations: new ConnectionStore(knex, 'integration'),
    }),
    view: new ResourceView({
      ...{ knex, resources, hierarchy, changes, projects, workspaces },
      ...{ templates, versions, states, runs: store },
      pullRequests: new PullRequestStore(knex),
    }),
    values,
    targets: new TargetReader({
      ...{ resources, hierarchy, changes, versions, values },
    }),
  };
  const connections = createConnections({
    records: shared,
    providers: createConnectionProviders(),
    settings: {
      integrations: {
        allowHosts: options.allowHosts ?? [],
        identityTokens: [],
        timeoutMs: 5_000,
      },
    },
  });
  const attachments = new AttachmentRules(connections);
  const connectionGate = {
    assertMayUse: jest.fn<
      Promise<void>,
      Parameters<ConnectionGate['assertMayUse']>
    >(async () => undefined),
  };
  const pending = new PendingChanges(shared);
  const outcomes = new RunOutcomes({ ...shared, pending });
  const approvalRules = new ApprovalRuleStore(knex);
  const approvals = new ApprovalStore(knex);
  const settings = {
    everyone: 'read' as const,
    grants: options.grants ?? [],
  };
  const roles = new RecordRoleReader({
    records: new AccessRecords({ knex, settings }),
    settings,
  });
  const approvers = new RunApproverStore({ roles });
  const policy = new ApprovalPolicy({
    rules: approvalRules,
    ...{ approvals, approvers, roles },
    mergeBy: options.mergeBy ?? 'anyone',
  });
  const waiting = new WaitingRuns({ ...shared, outcomes, policy });
  const rules = createRules(shared, new TemplateHierarchyStore(knex));
  const editor = createResourceEditor({
    ...{ ...shared, ...rules },
    ...{ pending, policy, waiting, attachments },
  });
  /** Groups of users who have left some since they signed in. */
  const groupsNow: Record<string, string[]> = {};
  const memberships: Memberships = {
    now: async (userRef, refs) =>
      groupsNow[userRef] ? [userRef, ...groupsNow[userRef]] : [...refs],
  };
  const reader = new RunInputsReader({
    ...{ ...shared, ...connections },
    rights: new RequesterRights({
      ...{ ...shared, ...connections },
      ...{ roles, memberships },
    }),
  });
  const gate = {
    assertMayUse: jest.fn<
      Promise<void>,
      Parameters<ProjectGate['assertMayUse']>
    >(async () => undefined),
  };
  const parentGate = {
    assertMayJoin: jest.fn<
      Promise<void>,
      Parameters<ParentGate['assertMayJoin']>
    >(async () => undefined),
  };
  const access = fakeAccess('all', options.groups);
  const requester = new RunRequester({ ...shared, access, outcomes });
  const watch = new PlanWatch({ ...shared, reader, engine: fakeEngine });
  const noPullRequests = {
    ofRuns: async () => new Map(),
    settle: async () => undefined,
  };
  const approvalView = new ApprovalView({ approvals, roles, access });
  const approvalService = new DefaultApprovalService({
    ...shared,
    ...{ outcomes, waiting, approvals, approvers, policy, roles, access },
    watch,
    pullRequests: noPullRequests,
    view: approvalView,
  });
  const cascades = createCascades({
    records: shared,
    runs: {
      ...{ policy, roles, memberships, requester },
      ...{ outcomes, waiting, queue },
    },
    settings: { cascades: { maxParallel: 10 } },
    ...{ access, logger },
  });
  return {
    ...shared,
    ...rules,
    logger,
    cascades: cascades.store,
    groupsNow,
    memberships,
    cascadeService: cascades.service,
    cascadeDriver: cascades.driver,
    editor,
    policy,
    roles,
    watch,
    waiting,
    approvals,
    approvalService,
    ruleService: new DefaultApprovalRuleService({
      ...shared,
      rules: approvalRules,
    }),
    outcomes,
    reader,
    stale: new StaleInputs(shared),
    worker: new FakeWorker({ ...shared, outcomes, reader, policy, waiting }),
    gate,
    parentGate,
    connectionGate,
    connections,
    attachments,
    projectService: new DefaultProjectService({
      ...{ ...shared, connectionGate },
      writer: new ProjectWriter(shared),
    }),
    storageMoveService: new DefaultStorageMoveService({
      ...shared,
      ...connections,
      ...{ attachments, connectionGate },
    }),
    storageMover: new StorageMover({
      ...shared,
      ...connections,
      ...{ attachments, logger },
    }),
    resourceService: new DefaultResourceService({
      ...shared,
      gate,
      ...rules,
      parentGate,
      connectionGate,
      deleter: new ResourceDeleter(shared),
      creator: new ResourceCreator({ ...shared, ...rules, attachments }),
      connectionsChecker: new ConnectionsChecker({
        ...{ ...shared, ...rules, attachments },
      }),
      editor,
      pending,
      waiting,
      requester,
    }),
    runService: new DefaultRunService({
      ...shared,
      outcomes,
      waiting,
      requester,
      describer: approvalView,
      pullRequests: noPullRequests,
      onCancel: jest.fn(),
    }),
  };
}

export type Services = Awaited<ReturnType<typeof createServices>>;

export * from './serviceRecords';
