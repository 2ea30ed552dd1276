import type { Knex } from 'knex';
import type {
  AuditorService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { GrantStore } from './access';
import type { InfrakitchenConfig } from './config';
import { CascadeMemberStore } from './cascades';
import { ConnectionStore } from './connections';
import { KeyRing } from './crypto';
import { forwardAudit, HistoryStore, RevisionReader } from './history';
import { Outbox } from './outbox';
import { ProjectStore } from './projects';
import {
  ChangeStore,
  createHiddenNames,
  HierarchyStore,
  ParentRules,
  ResourceStore,
  ResourceView,
  TargetReader,
  ValuesService,
} from './resources';
import { RunStore } from './runs';
import { StateStore } from './state';
import { StorageMoveStore } from './storageMoves';
import { SubscriptionStore } from './subscriptions';
import { TemplateStore } from './templates';
import { VersionStore } from './versions';
import { PullRequestStore } from './workspaces/pullRequests/PullRequestStore';
import { FolderStore, WorkspacePlaces, WorkspaceStore } from './workspaces';

/** What services of more than one noun read and write. */
export type Records = ReturnType<typeof createRecords>;

/** Opens the stores of all nouns over one database. */
export function createRecords(options: {
  knex: Knex;
  config: RootConfigService;
  settings: InfrakitchenConfig;
  logger: LoggerService;
  auditor: AuditorService;
}) {
  const { knex, config, settings, logger } = options;
  const keys = KeyRing.fromConfig(config);
  const outbox = new Outbox({ knex, logger });
  const history = new HistoryStore(knex, outbox);
  forwardAudit({ outbox, auditor: options.auditor });
  const versions = new VersionStore(knex);
  const projects = new ProjectStore(knex);
  const resources = new ResourceStore(knex);
  const hierarchy = new HierarchyStore(knex);
  const changes = new ChangeStore(knex);
  const templates = new TemplateStore(knex);
  const workspaces = new WorkspaceStore(knex);
  const folders = new FolderStore(knex);
  const values = new ValuesService({ resources, hierarchy, projects, keys });
  const states = new StateStore({
    knex,
    keys,
    keepVersions: settings.state.keepVersions,
  });
  const store = new RunStore({ knex, history, outbox });
  return {
    knex,
    keys,
    outbox,
    history,
    versions,
    projects,
    resources,
    hierarchy,
    changes,
    templates,
    workspaces,
    folders,
    places: new WorkspacePlaces({
      ...{ workspaces, folders, projects },
      integrations: new ConnectionStore(knex, 'integration'),
    }),
    parentRules: new ParentRules({ resources, hierarchy, templates }),
    subtrees: new CascadeMemberStore(knex),
    grants: new GrantStore(knex),
    subscriptions: new SubscriptionStore(knex),
    storageMoves: new StorageMoveStore(knex),
    states,
    store,
    view: new ResourceView({
      ...{ knex, resources, hierarchy, changes, projects, workspaces },
      ...{ templates, versions, states, runs: store },
      pullRequests: new PullRequestStore(knex),
    }),
    values,
    targets: new TargetReader({
      ...{ resources, hierarchy, changes, versions, values },
    }),
    revisions: new RevisionReader({
      history,
      hidden: { resource: createHiddenNames({ resources, versions }) },
    }),
    followOwn: settings.notifications.followOwn,
  };
}
