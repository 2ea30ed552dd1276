import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  isInfrakitchenError,
  isTerminal,
  type ApprovalRule,
  type ApprovalRuleInput,
  type Resource,
  type Template,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import fc from 'fast-check';
import { fakePlan } from '../__testUtils__/fakePlan';
import { brokenInvariants } from '../__testUtils__/invariants';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  as,
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import { LeaseLostError, type RunRecord } from '../runs';

jest.setTimeout(120_000);

const TIME_LIMIT_MS = 25_000;

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const people = ['dev', 'eve', 'ada', 'bea'].map(as);
const sweeper = { kind: 'sweeper' as const, ref: 'property-test' };

/** One thing that somebody does; numbers choose among what is there. */
interface Step {
  what: (typeof kinds)[number];
  who: number;
  which: number;
  how: number;
}

const kinds = [
  'create',
  'edit',
  'edit-and-apply',
  'describe',
  'provision',
  'update',
  'destroy',
  'delete',
  'discard-change',
  'dry-run',
  'approve',
  'reject',
  'cancel',
  'expire',
  'regrant',
  'reconsider',
  'work',
  'plan-again',
] as const;

const step = (weighted: readonly Step['what'][]) =>
  fc.record({
    what: fc.constantFrom(...weighted),
    who: fc.nat(people.length - 1),
    which: fc.nat(20),
    how: fc.nat(20),
  });

/** What moves runs on, or most sequences would end before any was decided. */
const often: Step['what'][] = [
  'work',
  'work',
  'work',
  'approve',
  'approve',
  'reject',
  'provision',
  'edit',
];

/** What is done at once; a worker is at it most of the time. */
const batch = fc.array(step([...kinds, ...often]), {
  minLength: 1,
  maxLength: 4,
});

class World {
  readonly rules: ApprovalRule[] = [];
  readonly #services: Services;
  #template!: Template;
  #child!: Template;
  #version!: TemplateVersion;
  #childVersion!: TemplateVersion;

  constructor(services: Services) {
    this.#services = services;
  }

  get templateIds(): string[] {
    return [this.#template.id, this.#child.id];
  }

  /** Two levels; above one approval is needed, below two of two rules. */
  async prepare(): Promise<void> {
    const { ruleService } = this.#services;
    const variables = [variable('size', 'number', { default: 1 })];
    this.#template = await addTemplate(this.#services);
    this.#child = await addTemplate(this.#services, {
      parents: [this.#template],
    });
    this.#version = await addVersion(this.#services, this.#template, {
      variables,
    });
    this.#childVersion = await addVersion(this.#services, this.#child, {
      variables,
    });
    const rule = async (input: ApprovalRuleInput) =>
      this.rules.push(await ruleService.create(input, ann));
    await rule({
      name: fresh('above '),
      scope: { kind: 'template', id: this.#template.id },
      effect: 'require',
      allowAdditions: true,
      approvers: { roles: ['admin'] },
    });
    await rule({
      name: fresh('below '),
      scope: { kind: 'template', id: this.#child.id },
      effect: 'require',
      destructiveApprovals: 1,
      approvers: { refs: ['user:default/ada', 'group:default/approvers'] },
    });
    await this.#regrant(1);
    const { runService, worker } = this.#services;
    const parent = await this.#create(0, 0);
    const built = await runService.request(parent.id, 'provision', people[0]);
    await worker.work(built.id);
    const child = await this.#create(0, 1);
    const waits = await runService.request(child.id, 'provision', people[0]);
    await worker.work(waits.id);
  }

  /** Does things at once; only what the API would say may go wrong. */
  async doAtOnce(steps: Step[]): Promise<void> {
    const results = await Promise.allSettled(steps.map(one => this.#do(one)));
    for (const result of results) {
      if (result.status === 'rejected' && !isExpected(result.reason)) {
        throw result.reason;
      }
    }
  }

  async #do({ what, who, which, how }: Step): Promise<unknown> {
    const { resourceService, runService, approvalService, waiting, knex } =
      this.#services;
    // Who decides is more often somebody who may.
    const decides = what === 'approve' || what === 'reject';
    const caller = people[decides && how % 2 ? 2 + (who % 2) : who];
    switch (what) {
      case 'create':
        return this.#create(which, how);
      case 'expire': {
        const run = await this.#run(which, ['awaiting_approval']);
        await knex('runs')
          .where({ id: run?.id ?? null, state: 'awaiting_approval' })
          .update({ approval_expires_at: Date.now() - 1 });
        return waiting.expire(sweeper);
      }
      case 'regrant':
        return this.#regrant(how);
      case 'reconsider':
        return waiting.reconsider(sweeper);
      case 'work':
      case 'plan-again':
        return this.#work(which, how, what === 'plan-again');
      case 'cancel': {
        const run = await this.#run(which);
        return run && runService.cancel(run.id, caller);
      }
      case 'approve':
      case 'reject': {
        const run = await this.#run(which, ['awaiting_approval']);
        return (
          run &&
          approvalService[what](run.id, {
            ...caller,
            digest: run.planDigest,
            reason: 'Because',
          })
        );
      }
      default: {
        const resource = await this.#resource(which);
        if (!resource) {
          return undefined;
        }
        const seen = how % 2 ? resource.revision : undefined;
        switch (what) {
          case 'edit':
          case 'edit-and-apply':
            return resourceService.update(
              resource.id,
              { values: { size: how }, apply: what === 'edit-and-apply' },
              { ...caller, revision: seen },
            );
          case 'describe':
            return resourceService.update(
              resource.id,
              { description: `d${how}` },
              { ...caller, revision: seen },
            );
          case 'delete':
            return resourceService.delete(resource.id, caller);
          case 'discard-change':
            return resourceService.discardChange(resource.id, caller);
          default:
            return runService.request(resource.id, what, caller);
        }
      }
    }
  }

  async #create(which: number, how: number): Promise<Resource> {
    const { knex } = this.#services;
    const parents = await knex('resources')
      .where({ template_id: this.#template.id })
      .orderBy('created_at');
    const parent = parents[which % Math.max(parents.length, 1)];
    return how % 3 && parent
      ? addResource(this.#services, this.#child, {
          version: this.#childVersion,
          parentIds: [parent.id],
        })
      : addResource(this.#services, this.#template, {
          version: this.#version,
        });
  }

  /** Gives and takes away the role that the rule above asks for. */
  async #regrant(how: number): Promise<void> {
    const { knex } = this.#services;
    await knex('grants').where({ scope_id: this.#template.id }).delete();
    if (how % 3) {
      await knex('grants')
        .insert({
          id: randomUUID(),
          principal_ref: how % 2 ? 'user:default/ada' : 'user:default/eve',
          role: 'admin',
          scope_kind: 'template',
          scope_id: this.#template.id,
          created_by: 'user:default/ann',
          created_at: Date.now(),
        })
        .onConflict()
        .ignore();
    }
  }

  /** What a worker does with a run: all of it, or a part. */
  async #work(which: number, how: number, replan: boolean): Promise<unknown> {
    const { store, worker, outcomes, knex } = this.#services;
    const found = await this.#run(which);
    if (!found || found.state === 'awaiting_approval') {
      return undefined;
    }
    const claimed = await knex.transaction(tx =>
      store.claim(tx, found, { workerId: 'property-test' }),
    );
    if (!claimed) {
      return undefined;
    }
    try {
      if (await store.cancelRequested(claimed.id)) {
        if (canCancel(claimed)) {
          return await worker.move(claimed, 'cancelled', {
            also: tx => outcomes.undone(tx, claimed),
          });
        }
      } else if (replan && claimed.state === 'apply_queued') {
        return await worker.move(claimed, 'queued', { note: 'Stale' });
      }
      return await worker.goOn(claimed, {
        until: (
          [
            'planning',
            'planned',
            'apply_queued',
            'applying',
            'verifying',
          ] as const
        )[how % 8],
        plan: how % 5 === 0 ? fakePlan(claimed.kind, { how }) : undefined,
      });
    } catch (error) {
      if (!isInfrakitchenError(error)) {
        throw error;
      }
      const run = (await store.get(claimed.id))!;
      const applied = ['applying', 'verifying'].includes(run.state);
      return await worker.move(run, 'failed', {
        also: tx => outcomes.failed(tx, run, applied),
      });
    } finally {
      await store.release(claimed);
    }
  }

  async #resource(which: number) {
    const rows = await this.#services
      .knex('resources')
      .whereIn('template_id', this.templateIds)
      .orderBy('created_at');
    return rows.length
      ? this.#services.resources.get(rows[which % rows.length].id)
      : undefined;
  }

  async #run(
    which: number,
    states?: RunRecord['state'][],
  ): Promise<RunRecord | undefined> {
    const rows = await this.#services
      .knex('runs')
      .whereIn('template_id', this.templateIds)
      .orderBy('created_at')
      .select('id', 'state');
    const live = rows.filter(({ state }) =>
      states ? states.includes(state) : !isTerminal(state),
    );
    return live.length
      ? this.#services.store.get(live[which % live.length].id)
      : undefined;
  }
}

function canCancel({ state }: RunRecord): boolean {
  return ['preparing', 'planning', 'planned', 'apply_queued'].includes(state);
}

function isExpected(error: unknown): boolean {
  return isInfrakitchenError(error) || error instanceof LeaseLostError;
}

describe.each(databases.eachSupportedId())('governed change, %s', database => {
  it('keeps its invariants, whatever people and workers do at once', async () => {
    const services = await createServices(await databases.init(database), {
      groups: { 'user:default/bea': ['group:default/approvers'] },
    });
    const seen = new Set<string>();
    const deadline = Date.now() + TIME_LIMIT_MS;
    await fc.assert(
      fc.asyncProperty(
        fc.array(batch, { minLength: 10, maxLength: 25 }),
        async batches => {
          // Ending here, not by the library, which would leave calls at work.
          if (Date.now() > deadline) {
            return;
          }
          const world = new World(services);
          await world.prepare();
          for (const steps of batches) {
            await world.doAtOnce(steps);
            expect(
              await brokenInvariants(
                services.knex,
                world.templateIds,
                world.rules,
              ),
            ).toEqual([]);
          }
          const ends = await services
            .knex('run_transitions')
            .distinct('to_state')
            .pluck('to_state');
          ends.forEach(state => seen.add(state));
        },
      ),
      {
        numRuns: 200,
        endOnFailure: true,
      },
    );
    // Or nothing was tried.
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'awaiting_approval',
        'applying',
        'succeeded',
        'rejected',
        'cancelled',
        'discarded',
      ]),
    );
  });
});
