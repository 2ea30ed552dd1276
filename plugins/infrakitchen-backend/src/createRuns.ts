import type {
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Engine } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { AccessRecords } from './access';
import { RecordRoleReader } from './access';
import { ApprovalPolicy, ApprovalRuleStore, ApprovalStore } from './approvals';
import type { InfrakitchenConfig } from './config';
import type { Records } from './createRecords';
import { createRunQueue } from './queue';
import { PendingChanges } from './resources';
import {
  acquireWorkerIdentity,
  RunFeed,
  RunInputsReader,
  RunLogStore,
  RunOutcomes,
  RunRequester,
  RunWorker,
  WaitingRuns,
} from './runs';
import type { GitSources } from './sources';
import { RunTokens } from './state';

/** What runs are requested, approved and carried out with. */
export type Runs = Awaited<ReturnType<typeof createRuns>>;

/** Puts together what brings runs on, and the worker where this process has one. */
export async function createRuns(options: {
  records: Records;
  accessRecords: AccessRecords;
  sources: GitSources;
  settings: InfrakitchenConfig;
  engine: Engine;
  logger: LoggerService;
  discovery: DiscoveryService;
}) {
  const { records, settings, engine, logger, sources } = options;
  const { knex } = records;
  const queue = await createRunQueue({ knex, logger });
  const rules = new ApprovalRuleStore(knex);
  const approvals = new ApprovalStore(knex);
  const roles = new RecordRoleReader({ records: options.accessRecords });
  const policy = new ApprovalPolicy({ rules, approvals, roles });
  const pending = new PendingChanges(records);
  const outcomes = new RunOutcomes({ ...records, pending });
  const waiting = new WaitingRuns({ ...records, outcomes, policy, queue });
  const runs = {
    ...{ queue, rules, approvals, roles, policy, pending, outcomes, waiting },
    requester: new RunRequester({ ...records, outcomes, queue }),
    feed: new RunFeed(),
    logs: new RunLogStore(knex),
    tokens: new RunTokens(knex),
  };
  return { ...runs, worker: await createWorker() };

  async function createWorker(): Promise<RunWorker | undefined> {
    if (!settings.runs.enabled) {
      return undefined;
    }
    const identity = await acquireWorkerIdentity(settings.workingDirectory);
    return new RunWorker({
      ...records,
      ...runs,
      ...settings.runs,
      ...{ engine, sources, logger },
      reader: new RunInputsReader(records),
      workerId: identity.id,
      workingDirectory: identity.directory,
      stateUrl: async () =>
        settings.state.url ?? options.discovery.getBaseUrl('infrakitchen'),
    });
  }
}
