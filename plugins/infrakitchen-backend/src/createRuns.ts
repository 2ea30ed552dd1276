import type {
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Engine } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { AccessRecords, AccessService, AccessSettings } from './access';
import { CatalogMemberships, RecordRoleReader } from './access';
import {
  ApprovalPolicy,
  ApprovalRuleStore,
  ApprovalStore,
  RunApproverStore,
} from './approvals';
import type { InfrakitchenConfig } from './config';
import type { Connections } from './createConnections';
import type { Records } from './createRecords';
import { createRunQueue } from './queue';
import { PendingChanges } from './resources';
import {
  acquireWorkerIdentity,
  PlanWatch,
  RunFeed,
  RunInputsReader,
  RunLogStore,
  RunOutcomes,
  RunRequester,
  RunWorker,
  WaitingRuns,
} from './runs';
import { RequesterRights } from './runs/credentials';
import type { GitSources } from './sources';
import { RunTokenStore } from './state';

/** What runs are requested, approved and carried out with. */
export type Runs = Awaited<ReturnType<typeof createRuns>>;

/** Puts together what brings runs on, and the worker where this process has one. */
export async function createRuns(options: {
  records: Records;
  connections: Connections;
  access: Pick<AccessService, 'callerOf'>;
  accessRecords: AccessRecords;
  accessSettings: AccessSettings;
  sources: GitSources;
  settings: InfrakitchenConfig;
  engine: Engine;
  logger: LoggerService;
  discovery: DiscoveryService;
  catalog: CatalogService;
  auth: AuthService;
}) {
  const { access, records, settings, engine, logger, sources } = options;
  const { knex } = records;
  const queue = await createRunQueue({ knex, logger });
  const rules = new ApprovalRuleStore(knex);
  const approvals = new ApprovalStore(knex);
  const roles = new RecordRoleReader({
    records: options.accessRecords,
    settings: options.accessSettings,
  });
  const approvers = new RunApproverStore({ roles });
  const policy = new ApprovalPolicy({
    ...{ rules, approvals, approvers, roles },
    mergeBy: settings.workspaces.mergeBy,
  });
  const memberships = new CatalogMemberships(options);
  const pending = new PendingChanges(records);
  const outcomes = new RunOutcomes({ ...records, pending });
  const reader = new RunInputsReader({
    ...{ ...records, ...options.connections },
    rights: new RequesterRights({
      ...{ ...records, ...options.connections },
      ...{ roles, memberships },
    }),
  });
  const waiting = new WaitingRuns({ ...records, outcomes, policy, queue });
  const runs = {
    ...{ queue, rules, approvals, approvers, roles, memberships, policy },
    ...{ pending, outcomes, waiting, reader },
    watch: new PlanWatch({
      ...records,
      reader,
      // Those that apply nothing may have another engine, or none.
      engine: settings.runs.enabled ? engine : undefined,
    }),
    requester: new RunRequester({ ...records, access, outcomes, queue }),
    feed: new RunFeed(),
    logs: new RunLogStore(knex),
    tokens: new RunTokenStore(knex),
  };
  return { ...runs, worker: await createWorker() };

  async function createWorker(): Promise<RunWorker | undefined> {
    if (!settings.runs.enabled) {
      return undefined;
    }
    const identity = await acquireWorkerIdentity(settings.workingDirectory);
    return new RunWorker({
      ...records,
      ...options.connections,
      ...runs,
      ...settings.runs,
      ...{ engine, sources, logger },
      workerId: identity.id,
      workingDirectory: identity.directory,
      stateUrl: async () =>
        settings.state.url ?? options.discovery.getBaseUrl('infrakitchen'),
    });
  }
}
