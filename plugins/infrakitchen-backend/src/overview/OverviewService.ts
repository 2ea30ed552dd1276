import {
  isTerminal,
  runStates,
  type Overview,
  type RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Engine } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { Router } from 'express';
import type {
  AccessScope,
  AccessService,
  CallOptions,
  GrantService,
} from '../access';
import type { ApprovalService } from '../approvals';
import { cascadeToApi, type CascadeStore } from '../cascades';
import { summaryOf, type ResourceStore } from '../resources';
import type { HistoryService } from '../history';
import { toApi, type RunStore } from '../runs';
import type { TemplateStore } from '../templates';
import type { SetupStore } from './SetupStore';

const DAY_MS = 24 * 60 * 60_000;
const SHOWN_RUNS = 10;
/** Of those that wait, and of those that failed. */
const SHOWN_CASCADES = 5;
const SHOWN_APPROVALS = 3;
const SHOWN_OWN_RUNS = 5;
const SHOWN_ACTIVITY = 10;
/**
 * What a worker does by itself. Shown, the steps of one run would leave no place
 * for who asked for it, who approved it and how it ended.
 */
const ownSteps: RunState[] = [
  'preparing',
  'planning',
  'planned',
  'apply_queued',
  'applying',
  'verifying',
];
const withoutActions = ownSteps.map(state => `run.${state}`);
/** Further on the exact number makes no difference. */
const MAX_COUNTED = 1_000;

/** What the overview is made from. */
export interface OverviewServiceOptions {
  templates: TemplateStore;
  resources: ResourceStore;
  runs: RunStore;
  cascades: CascadeStore;
  approvals: Pick<ApprovalService, 'list'>;
  history: Pick<HistoryService, 'listAudit'>;
  grants: Pick<GrantService, 'access'>;
  setup: SetupStore;
  engine: Engine;
  access: AccessService;
}

/** All that the start page shows, in one answer. */
export class OverviewService {
  readonly #templates: TemplateStore;
  readonly #resources: ResourceStore;
  readonly #runs: RunStore;
  readonly #cascades: CascadeStore;
  readonly #approvals: OverviewServiceOptions['approvals'];
  readonly #history: OverviewServiceOptions['history'];
  readonly #grants: OverviewServiceOptions['grants'];
  readonly #setup: SetupStore;
  readonly #engine: Engine;
  readonly #access: AccessService;

  constructor(options: OverviewServiceOptions) {
    this.#templates = options.templates;
    this.#resources = options.resources;
    this.#runs = options.runs;
    this.#cascades = options.cascades;
    this.#approvals = options.approvals;
    this.#history = options.history;
    this.#grants = options.grants;
    this.#setup = options.setup;
    this.#engine = options.engine;
    this.#access = options.access;
  }

  async get({ credentials }: CallOptions): Promise<Overview> {
    const [scope, caller] = await Promise.all([
      this.#access.scopeOf(credentials, 'resource'),
      this.#grants.access({ credentials }),
    ]);
    const [
      templates,
      counted,
      active,
      failed,
      attention,
      cascades,
      recent,
      mine,
      waiting,
      deprecated,
      activity,
      setup,
      engine,
    ] = await Promise.all([
      this.#templates.count({}, scope),
      this.#resources.countMatching({ filters: {}, scope }),
      this.#runs.countSince({
        states: runStates.filter(state => !isTerminal(state)),
        since: 0,
        scope,
      }),
      this.#runs.countSince({
        states: ['failed'],
        since: Date.now() - DAY_MS,
        scope,
      }),
      this.#runs.needingAttention(SHOWN_RUNS, scope),
      this.#cascadesNeedingAttention(scope),
      this.#runs.list({ filters: {}, limit: SHOWN_RUNS, scope }),
      this.#runs.list({
        filters: { requestedBy: [caller.userRef] },
        limit: SHOWN_OWN_RUNS,
        scope,
      }),
      this.#approvals.list(
        { waiting: 'me', limit: SHOWN_APPROVALS },
        { credentials },
      ),
      this.#resources.count({
        filters: { lifecycle: ['deprecated', 'archived'], living: ['true'] },
        scope,
        limit: MAX_COUNTED,
      }),
      caller.canReadAudit
        ? this.#history.listAudit(
            { withoutActions, limit: SHOWN_ACTIVITY },
            { credentials },
          )
        : undefined,
      this.#setup.read(),
      this.#engineStatus(),
    ]);
    const living = summaryOf(
      counted.filter(({ state }) => state !== 'destroyed'),
    );
    return {
      templates,
      resources: summaryOf(counted).counts,
      runs: { active, failedLastDay: failed },
      engine,
      attention: attention.map(toApi),
      cascadeAttention: cascades.map(cascadeToApi),
      recentRuns: recent.rows.map(toApi),
      myRuns: mine.rows.map(toApi),
      waiting,
      staleInputs: living.staleInputs,
      drifted: living.drifted,
      deprecated,
      activity: activity?.items,
      access: caller,
      setup,
    };
  }

  async #cascadesNeedingAttention(scope: AccessScope) {
    const [waiting, failed] = await Promise.all([
      this.#cascades.waiting(SHOWN_CASCADES, scope),
      this.#cascades.leftFailed(SHOWN_CASCADES, scope),
    ]);
    return [...waiting, ...failed];
  }

  async #engineStatus(): Promise<Overview['engine']> {
    try {
      const { kind, version } = await this.#engine.info();
      return { available: true, kind, version };
    } catch (error) {
      return { available: false, message: (error as Error).message };
    }
  }
}

/** Registers the route of the start page. */
export function registerOverviewRoute(
  router: Router,
  options: { overview: OverviewService; access: AccessService },
): void {
  router.get('/overview', async (req, res) => {
    const credentials = await options.access.credentialsOf(req);
    res.json(await options.overview.get({ credentials }));
  });
}
