import type { LoggerService } from '@backstage/backend-plugin-api';
import type { AccessService, Memberships } from './access';
import {
  AuthorizedCascadeService,
  CascadeApprovals,
  CascadeDecisions,
  CascadeDriver,
  CascadeEnds,
  CascadeItemStore,
  CascadePlanner,
  CascadeRights,
  CascadeSettler,
  CascadeSteps,
  CascadeStore,
  CascadeSweeper,
  CascadeView,
  DefaultCascadeService,
  RecordedSteps,
  type CascadeService,
} from './cascades';
import type { InfrakitchenConfig } from './config';
import type { Records } from './createRecords';
import type { Runs } from './createRuns';
import { RunInterventions, type RunWorker } from './runs';

/** What looks after cascades, besides what people ask for. */
export interface Cascades {
  store: CascadeStore;
  service: CascadeService;
  driver: CascadeDriver;
  sweeper: CascadeSweeper;
}

/** Puts together what cascades are asked for and brought on with. */
export function createCascades(options: {
  records: Pick<
    Records,
    | 'knex'
    | 'outbox'
    | 'history'
    | 'resources'
    | 'hierarchy'
    | 'parentRules'
    | 'changes'
    | 'subtrees'
    | 'states'
    | 'store'
    | 'view'
  >;
  runs: Pick<
    Runs,
    'policy' | 'roles' | 'requester' | 'outcomes' | 'waiting' | 'queue'
  > & { memberships: Memberships; worker?: Pick<RunWorker, 'cancel'> };
  access: AccessService;
  settings: Pick<InfrakitchenConfig, 'cascades'>;
  logger: LoggerService;
}): Cascades {
  const { records, runs, access, settings, logger } = options;
  const { knex, outbox, history } = records;
  const cascades = new CascadeStore(records);
  const items = new CascadeItemStore(knex);
  const shared = {
    ...records,
    ...{ cascades, items, access, logger },
    members: records.subtrees,
    requester: runs.requester,
    rights: new CascadeRights({ ...records, ...runs }),
    ends: new CascadeEnds({ cascades, items }),
    approvals: new CascadeApprovals({ ...records, ...runs, cascades, items }),
  };
  const driver = new CascadeDriver({
    ...shared,
    settler: new CascadeSettler(shared),
    steps: new CascadeSteps({
      ...shared,
      recorded: new RecordedSteps(records),
    }),
    interventions: new RunInterventions({
      ...records,
      ...runs,
      onCancel: runId => runs.worker?.cancel(runId),
    }),
  });
  const consumer = { consumer: 'cascades' };
  for (const topic of ['cascade.changed', 'cascade.run_changed'] as const) {
    outbox.on(
      topic,
      ({ cascadeId }) => driver.advance(cascadeId as string),
      consumer,
    );
  }
  outbox.on('approval_rule.changed', () => driver.reconsider(), consumer);
  return {
    store: cascades,
    driver,
    sweeper: new CascadeSweeper({ driver, logger }),
    service: new AuthorizedCascadeService({
      inner: new DefaultCascadeService({
        ...shared,
        decisions: new CascadeDecisions({ ...shared, driver }),
        planner: new CascadePlanner(shared),
        cascadeView: new CascadeView(shared),
        maxParallel: settings.cascades.maxParallel,
      }),
      ...{ cascades, access, history },
    }),
  };
}
