import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Engine } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { Router } from 'express';
import type { AccessScope, AccessService, CallOptions } from '../access';
import { cascadeToApi, type CascadeStore } from '../cascades';
import type { ResourceStore } from '../resources';
import { toApi, type RunStore } from '../runs';
import type { TemplateStore } from '../templates';

const DAY_MS = 24 * 60 * 60_000;
const SHOWN_RUNS = 10;
/** Of those that wait, and of those that failed. */
const SHOWN_CASCADES = 5;

/** Counts for the start page. */
export class OverviewService {
  readonly #templates: TemplateStore;
  readonly #resources: ResourceStore;
  readonly #runs: RunStore;
  readonly #cascades: CascadeStore;
  readonly #engine: Engine;
  readonly #access: AccessService;

  constructor(options: {
    templates: TemplateStore;
    resources: ResourceStore;
    runs: RunStore;
    cascades: CascadeStore;
    engine: Engine;
    access: AccessService;
  }) {
    this.#templates = options.templates;
    this.#resources = options.resources;
    this.#runs = options.runs;
    this.#cascades = options.cascades;
    this.#engine = options.engine;
    this.#access = options.access;
  }

  async get({ credentials }: CallOptions): Promise<Overview> {
    const scope = await this.#access.scopeOf(credentials, 'resource');
    const [
      templates,
      resources,
      active,
      failed,
      attention,
      cascades,
      recent,
      engine,
    ] = await Promise.all([
      this.#templates.count({}, scope),
      this.#resources.countByState(scope),
      this.#runs.countSince({
        states: [
          'queued',
          'preparing',
          'planning',
          'planned',
          'awaiting_approval',
          'apply_queued',
          'applying',
          'verifying',
          'unknown',
          'reconciling',
          'needs_attention',
        ],
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
      this.#engineStatus(),
    ]);
    return {
      templates,
      resources,
      runs: { active, failedLastDay: failed },
      engine,
      attention: attention.map(toApi),
      cascadeAttention: cascades.map(cascadeToApi),
      recentRuns: recent.rows.map(toApi),
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
