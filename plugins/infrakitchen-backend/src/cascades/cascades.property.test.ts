import { TestDatabases } from '@backstage/backend-test-utils';
import {
  isCascadeActive,
  isCascadeOver,
  isInfrakitchenError,
  isTerminal,
  type ApprovalRule,
  type ApprovalRuleInput,
  type CascadeDecision,
  type CascadeKind,
  type Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { brokenInvariants } from '../__testUtils__/invariants';
import { ann, bob, fresh } from '../__testUtils__/serviceFixture';
import { LeaseLostError } from '../runs';
import {
  createCascadeFixture,
  type CascadeFixture,
} from './__testUtils__/cascadeFixture';

jest.setTimeout(300_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** What somebody, or a worker, does next; positions choose among what there is. */
type Step =
  | { do: 'start'; kind: CascadeKind; at: number; stop: boolean }
  | { do: CascadeDecision; cascade: number; by: 'ann' | 'bob' }
  | { do: 'advance' }
  | { do: 'work' | 'fail'; run: number }
  | { do: 'request'; action: 'update' | 'destroy'; at: number }
  | { do: 'outdate'; at: number };

/** Where a decision is worth a try; others are refused, as other tests show. */
const fits: Record<CascadeDecision, string[]> = {
  confirm: ['previewed'],
  approve: ['awaiting_approval'],
  reject: ['awaiting_approval'],
  resume: ['failed'],
  cancel: ['previewing', 'previewed', 'running', 'failed'],
};

const position = fc.nat({ max: 7 });
const by = fc.constantFrom('ann' as const, 'bob' as const);

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('start' as const),
    kind: fc.constantFrom<CascadeKind>('update', 'destroy', 'recreate'),
    at: position,
    stop: fc.boolean(),
  }),
  fc.record({
    do: fc.constantFrom<CascadeDecision>('confirm', 'approve', 'resume'),
    cascade: position,
    by,
  }),
  fc.record({
    do: fc.constantFrom<CascadeDecision>('reject', 'cancel', 'approve'),
    cascade: position,
    by,
  }),
  fc.record({ do: fc.constant('advance' as const) }),
  fc.record({ do: fc.constant('work' as const), run: position }),
  fc.record({ do: fc.constant('work' as const), run: position }),
  fc.record({
    do: fc.constantFrom('work' as const, 'fail' as const),
    run: position,
  }),
  fc.record({
    do: fc.constant('request' as const),
    action: fc.constantFrom('update' as const, 'destroy' as const),
    at: position,
  }),
  fc.record({ do: fc.constant('outdate' as const), at: position }),
);

/** Several at once, one batch after the other. */
const scripts = fc.array(fc.array(steps, { minLength: 1, maxLength: 4 }), {
  minLength: 10,
  maxLength: 40,
  size: 'max',
});

/** How far a first cascade is when all others come in between. */
const beginnings = fc.record({
  kind: fc.constantFrom<CascadeKind>('update', 'destroy'),
  confirmed: fc.boolean(),
  stop: fc.boolean(),
});

describe.each(databases.eachSupportedId())(
  'random cascades by several people at once, %s',
  database => {
    let knex: Knex;
    let fixture: CascadeFixture;
    let rule: ApprovalRule;

    beforeAll(async () => {
      knex = await databases.init(database);
      fixture = await createCascadeFixture(knex);
    });

    it('never break what must hold, and always come to an end', async () => {
      await fc.assert(
        fc.asyncProperty(beginnings, scripts, async (beginning, script) => {
          await knex('approval_rules').delete();
          const { root, net, db, app } = await fixture.diamond();
          const resources = [root, net, db, app];
          rule = await fixture.ruleService.create(
            {
              name: fresh('rule '),
              scope: { kind: 'template', id: net.templateId },
              effect: 'require',
              // Not of what was built before there was the rule.
              kinds: ['update', 'destroy'],
            } as ApprovalRuleInput,
            ann,
          );
          await begin(beginning, resources);
          for (const batch of script) {
            await Promise.all(batch.map(step => perform(step, resources)));
            expect(await broken(resources)).toEqual([]);
          }
          await finish(resources);
          expect(await broken(resources)).toEqual([]);
        }),
        { numRuns: 20, endOnFailure: true },
      );
      const passed = await knex('audit')
        .where({ entity_kind: 'cascade', outcome: 'succeeded' })
        .distinct('action')
        .pluck('action');
      // Else the scripts are too tame to prove anything.
      expect(passed).toEqual(
        expect.arrayContaining([
          'cascade.previewed',
          'cascade.confirmed',
          'cascade.running',
          'cascade.cancelled',
        ]),
      );
    });

    async function begin(
      beginning: { kind: CascadeKind; confirmed: boolean; stop: boolean },
      [root, net, , app]: Resource[],
    ): Promise<void> {
      await fixture.outdate(net, app);
      const { id } = await fixture.start({
        kind: beginning.kind,
        rootId: root.id,
        stopOnFailure: beginning.stop,
      });
      await fixture.drive(id);
      if (beginning.confirmed) {
        await fixture.confirm(id);
        await fixture.cascadeDriver.advance(id);
      }
    }

    const cascadesOf = (resources: Resource[]) =>
      knex('cascades')
        .whereIn(
          'id',
          knex('cascade_items')
            .whereIn(
              'resource_id',
              resources.map(({ id }) => id),
            )
            .select('cascade_id'),
        )
        .orderBy('created_at');
    const openRuns = (resources: Resource[]) =>
      knex('runs')
        .whereIn(
          'resource_id',
          resources.map(({ id }) => id),
        )
        .whereIn('state', ['queued', 'apply_queued'])
        .orderBy('created_at')
        .pluck('id');

    /** Refusals are part of the game; anything else is not. */
    async function perform(step: Step, resources: Resource[]): Promise<void> {
      try {
        await performed(step, resources);
      } catch (error) {
        const isRefusal =
          isInfrakitchenError(error) || error instanceof LeaseLostError;
        if (!isRefusal) {
          throw error;
        }
      }
    }

    async function performed(step: Step, resources: Resource[]) {
      const at = <T>(list: T[], index: number) => list[index % list.length];
      const cascades = await cascadesOf(resources);
      const runs = await openRuns(resources);
      switch (step.do) {
        case 'start':
          await fixture.start({
            kind: step.kind,
            rootId: at(resources, step.at).id,
            stopOnFailure: step.stop,
          });
          break;
        case 'advance':
          await Promise.all(
            cascades.map(({ id }) => fixture.cascadeDriver.advance(id)),
          );
          break;
        case 'work':
          if (runs.length > 0) {
            await fixture.work(at(runs, step.run), {
              outputs: { id: 'x' },
            });
          }
          break;
        case 'fail':
          if (runs.length > 0) {
            await fixture.fail(at(runs, step.run));
          }
          break;
        case 'request':
          await fixture.runService.request(
            at(resources, step.at).id,
            step.action,
            ann,
          );
          break;
        case 'outdate':
          await knex('resources')
            .where({ id: at(resources, step.at).id, state: 'provisioned' })
            .where('abstract', false)
            .update({ stale_inputs: true });
          break;
        default: {
          const fitting = cascades.filter(({ state }) =>
            fits[step.do].includes(state),
          );
          if (fitting.length > 0) {
            const { id, digest } = at(fitting, step.cascade);
            await fixture.cascadeService.act(id, step.do, {
              ...(step.by === 'ann' ? ann : bob),
              digest: digest ?? undefined,
              reason: 'seen',
            });
          }
        }
      }
    }

    /** Everything in hand comes to its end, and nothing hangs. */
    async function finish(resources: Resource[]): Promise<void> {
      for (const { id, state } of await cascadesOf(resources)) {
        if (isCascadeActive(state)) {
          await fixture.cascadeService
            .act(id, 'cancel', ann)
            .catch(() => undefined);
        }
      }
      for (let round = 0; round < 20; round++) {
        for (const { id } of await cascadesOf(resources)) {
          await fixture.cascadeDriver.advance(id);
        }
        for (const id of await openRuns(resources)) {
          await fixture.work(id, { outputs: { id: 'x' } });
        }
      }
      const left = (await cascadesOf(resources)).filter(
        ({ state }) => !isCascadeOver(state) && state !== 'failed',
      );
      expect(left.map(({ state }) => state)).toEqual([]);
    }

    async function broken(resources: Resource[]): Promise<string[]> {
      return [
        ...(await brokenInvariants(
          knex,
          resources.map(({ templateId }) => templateId),
          [rule],
        )),
        ...(await brokenCascades(resources)),
      ];
    }

    async function brokenCascades(resources: Resource[]): Promise<string[]> {
      const found: string[] = [];
      const held = new Map<string, string>();
      for (const cascade of await cascadesOf(resources)) {
        const items = await knex('cascade_items').where({
          cascade_id: cascade.id,
        });
        const runs = await knex('runs').where({ cascade_id: cascade.id });
        const applying = runs.filter(
          ({ kind, state }) => kind !== 'dry_run' && !isTerminal(state),
        );
        if (applying.length > 0 && cascade.state !== 'running') {
          found.push(`${applying.length} runs of a ${cascade.state} cascade`);
        }
        if (
          runs.some(({ kind }) => kind !== 'dry_run') &&
          cascade.started_at === null
        ) {
          found.push('A run of a cascade that nobody confirmed');
        }
        for (const item of items) {
          const isHeld = Boolean(item.active);
          // One that was resumed leaves what is done to others.
          const isDone = ['succeeded', 'no_changes'].includes(item.state);
          if (isCascadeActive(cascade.state) ? !isHeld && !isDone : isHeld) {
            found.push(
              `A ${cascade.state} cascade holds what is ${item.state}: ${isHeld}`,
            );
          }
          const other = item.active && held.get(item.resource_id);
          if (other) {
            found.push('Two cascades hold one resource');
          }
          if (item.active) {
            held.set(item.resource_id, cascade.id);
          }
        }
        const lines = await knex('audit')
          .where({ entity_kind: 'cascade', entity_id: cascade.id })
          .where('action', `cascade.${cascade.state}`);
        if (cascade.state !== 'previewing' && lines.length === 0) {
          found.push(`No line tells how a cascade became ${cascade.state}`);
        }
        const messages = await knex('outbox').where({
          consumer: 'test',
          key: `cascade.changed:${cascade.id}:${cascade.revision}`,
        });
        if (messages.length !== 1) {
          found.push('A change of a cascade was told to nobody');
        }
      }
      return found;
    }
  },
);
