import { TestDatabases } from '@backstage/backend-test-utils';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { fakePlan } from '../../__testUtils__/fakePlan';
import { ann } from '../../__testUtils__/serviceFixture';
import {
  createPullRequestWorld,
  type PullRequestWorld,
} from './__testUtils__/pullRequestWorld';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** Stands for the end of the backend's process. */
class Killed extends Error {}

describe.each(databases.eachSupportedId())('faults on %s', database => {
  let knex: Knex;
  let world: PullRequestWorld;

  beforeAll(async () => {
    knex = await databases.init(database);
    world = await createPullRequestWorld(knex);
  });

  afterEach(() => {
    world.host.before = undefined;
    world.host.after = undefined;
  });

  afterAll(async () => {
    await world?.stop();
  });

  const folderOf = (row: { branch: string }) =>
    `${world.template.key}/${row.branch.replace(/^[a-z]+_/, '')}`;

  const replan = (run: { id: string; resourceId: string }) =>
    knex.transaction(async tx => {
      const { waiting } = world.services;
      await waiting.replan(tx, (await waiting.lock(tx, run))!, {
        actor: { kind: 'sweeper', ref: 'test' },
        moved: 'something',
      });
    });

  const problemOf = async (runId: string) =>
    (await world.rowsOf(runId)).at(-1)?.problem;

  describe('a backend that ends', () => {
    it.each(['openPullRequest', 'pullRequestsFrom'])(
      'at %s goes on where it was, with one branch and one pull request',
      async method => {
        const { parts, real } = world;
        const count = real.pullRequests.length;
        const made = await world.resource();
        const run = await world.plan(made.id, 'provision');
        // After it was opened, and before that is kept; or after the push.
        world.host.after = called => {
          if (called === method) {
            throw new Killed();
          }
        };
        await expect(parts.flow.runChanged(run.id)).rejects.toThrow(Killed);
        world.host.after = undefined;
        await world.create().flow.runChanged(run.id);
        expect(await world.rowsOf(run.id)).toMatchObject([
          { state: 'open', number: String(count + 1) },
        ]);
        expect(real.pullRequests.length).toBe(count + 1);
      },
    );

    it('between the push and keeping it finds its own branch', async () => {
      const { parts } = world;
      const made = await world.resource();
      const run = await world.plan(made.id, 'provision');
      world.host.before = called => {
        if (called === 'pullRequestsFrom') {
          throw new Killed();
        }
      };
      await expect(parts.flow.runChanged(run.id)).rejects.toThrow(Killed);
      world.host.before = undefined;
      const [row] = await world.rowsOf(run.id);
      await knex('pull_requests')
        .where({ id: row.id })
        .update({ head_commit: null, pushes: null });
      // Meanwhile the plan was made again, so it would write another message.
      await replan(run);
      await world.services.worker.work(run.id, {
        plan: fakePlan('provision', { other: true }),
      });
      await parts.flow.runChanged(run.id);
      expect(await world.rowsOf(run.id)).toMatchObject([{ state: 'open' }]);
    });

    it('while it closes what is over does so later, and comments once', async () => {
      const { parts, services } = world;
      const made = await world.resource();
      const { run, pullRequest } = await world.proposed(made.id);
      await services.runService.cancel(run.id, ann);
      world.host.after = called => {
        if (called === 'comment') {
          throw new Killed();
        }
      };
      await expect(parts.flow.runChanged(run.id)).rejects.toThrow(Killed);
      world.host.after = undefined;
      await parts.flow.runChanged(run.id);
      expect(pullRequest.state).toBe('closed');
      expect(pullRequest.comments).toHaveLength(1);
    });

    it('was down while it was merged: the sweeper finds out', async () => {
      const { parts, people } = world;
      const made = await world.resource();
      const { run, row, pullRequest } = await world.proposed(made.id);
      await pullRequest.merge(people.stranger);
      await knex('pull_requests')
        .where({ id: row.id })
        .update({ poll_at: Date.now() - 1 });
      parts.waker.start();
      await parts.waker.sweep();
      await parts.waker.stop();
      expect((await world.run(run.id)).state).toBe('apply_queued');
      const [, released] = (await world.services.store.transitions(run.id))
        .slice(-2)
        .map(({ actorKind, actor }) => `${actorKind} ${actor}`);
      expect(released).toBe('sweeper github:stranger');
    });
  });

  describe('commits of others', () => {
    it('on the branch are never forced over', async () => {
      const { parts, real, services } = world;
      const made = await world.resource();
      const { run, row, pullRequest } = await world.proposed(made.id);
      const foreign = await real.git.commit(row.branch, {
        [`${folderOf(row)}/main.tf`]: 'by hand',
      });
      await replan(run);
      const next = fakePlan('provision', { other: true });
      await services.worker.work(run.id, { plan: next });
      await parts.flow.runChanged(run.id);
      expect(await pullRequest.head()).toBe(foreign);
      expect((await world.run(run.id)).state).toBe('awaiting_approval');
      expect(await problemOf(run.id)).toMatch(/Forge/);
      expect((await parts.rows.require(row.id)).planDigest).toBe(
        run.planDigest,
      );
    });

    it('that were merged hold the run, until it is proposed once more', async () => {
      const { parts, real, people } = world;
      const made = await world.resource();
      const { run, row, pullRequest } = await world.proposed(made.id);
      await real.git.commit(row.branch, {
        [`${folderOf(row)}/main.tf`]: 'by hand',
      });
      await pullRequest.merge(people.stranger);
      await parts.flow.look(row.id, 'webhook');
      await parts.flow.runChanged(run.id);
      expect((await world.run(run.id)).state).toBe('awaiting_approval');
      expect(await problemOf(run.id)).toContain(
        'what was merged is not what the portal would apply',
      );
      await parts.flow.again(await parts.rows.require(row.id));
      const [, next] = await world.rowsOf(run.id);
      const again = real.pullRequest(next.number!);
      expect(again.body).toContain('proposed once more');
      await again.merge(people.stranger);
      await parts.flow.look(next.id, 'webhook');
      expect((await world.run(run.id)).state).toBe('apply_queued');
    });

    it('elsewhere in the repository do not matter', async () => {
      const { parts, real, people } = world;
      const made = await world.resource();
      const { run, row, pullRequest } = await world.proposed(made.id);
      await real.git.commit(row.branch, { 'docs/guide.md': 'by hand' });
      await pullRequest.merge(people.stranger);
      await parts.flow.look(row.id, 'webhook');
      expect((await world.run(run.id)).state).toBe('apply_queued');
    });

    it('in a conflict are answered by a branch on top of them', async () => {
      const { parts, real, services, as } = world;
      const made = await world.resource();
      const { run, row, pullRequest } = await world.proposed(made.id);
      await real.git.commit('main', {
        [`${folderOf(row)}/main.tf`]: 'by hand',
      });
      await services.approvalService.approve(run.id, {
        ...as('approver'),
        digest: run.planDigest,
      });
      await parts.flow.runChanged(run.id);
      expect((await pullRequest.obstacles()).hasConflict).toBe(false);
      await parts.flow.look(row.id, 'sweeper');
      expect(pullRequest.state).toBe('merged');
      expect((await world.run(run.id)).state).toBe('apply_queued');
    });
  });

  describe('what stands in the way', () => {
    it('a branch of somebody else stays as it is', async () => {
      const { parts, real } = world;
      const made = await world.resource('in the way');
      const from = await real.git.head('main');
      const foreign = await real.git.commit(
        'update_in_the_way',
        { 'x.md': 'x' },
        { from },
      );
      const run = await world.plan(made.id, 'provision');
      await parts.flow.runChanged(run.id);
      expect(await problemOf(run.id)).toContain("'update_in_the_way'");
      await parts.flow.runChanged(run.id);
      expect(await real.git.head('update_in_the_way')).toBe(foreign);
      // Once it is gone the same run goes on.
      await real.git.git(['branch', '-D', 'update_in_the_way']);
      await parts.flow.again((await world.rowsOf(run.id))[0]);
      expect(await world.rowsOf(run.id)).toMatchObject([
        { state: 'open', attempts: 0 },
      ]);
      expect(await problemOf(run.id)).toBeUndefined();
    });

    it('a branch of somebody else that removes nothing is not taken for our own', async () => {
      const { parts, real, people, services } = world;
      const made = await world.resource('to remove');
      const { run, row, pullRequest } = await world.proposed(made.id);
      await pullRequest.merge(people.stranger);
      await parts.flow.look(row.id, 'webhook');
      await services.worker.work(run.id);
      await parts.flow.runChanged(run.id);
      const first = await real.git.git(['rev-list', '--max-parents=0', 'main']);
      const foreign = await real.git.commit(
        'delete_to_remove',
        { 'x.md': 'x' },
        { from: first },
      );
      const destroy = await world.plan(made.id, 'destroy');
      for (let time = 0; time < 2; time++) {
        await parts.flow.runChanged(destroy.id);
        expect(await problemOf(destroy.id)).toContain("'delete_to_remove'");
      }
      expect(await real.git.head('delete_to_remove')).toBe(foreign);
    });

    it('a pull request of somebody else is named', async () => {
      const { parts, real, people } = world;
      const made = await world.resource('theirs');
      const run = await world.plan(made.id, 'provision');
      world.host.before = called => {
        if (called === 'pullRequestsFrom') {
          throw new Killed();
        }
      };
      await expect(parts.flow.runChanged(run.id)).rejects.toThrow(Killed);
      world.host.before = undefined;
      const theirs = await real.open({
        ...{ title: 'mine', source: 'update_theirs', target: 'main' },
        author: people.stranger,
      });
      await parts.flow.runChanged(run.id);
      expect(await problemOf(run.id)).toContain(
        `The pull request ${theirs.number} (https://forge.example.com/acme/infra/${theirs.number}) is open`,
      );
      expect(theirs.title).toBe('mine');
    });

    it.each([
      [
        'is archived',
        () => {
          world.real.isArchived = true;
          return () => {
            world.real.isArchived = false;
          };
        },
        'is archived and takes no changes',
      ],
      [
        'takes no pushes from the token',
        () => {
          world.portal.access = 'read';
          return () => {
            world.portal.access = 'write';
          };
        },
        'may read',
      ],
      [
        'is gone',
        () => {
          world.real.isDeleted = true;
          return () => {
            world.real.isDeleted = false;
          };
        },
        'There is no such repository',
      ],
    ])('a repository that %s', async (_, spoil, problem) => {
      const { parts } = world;
      const made = await world.resource();
      const run = await world.plan(made.id, 'provision');
      const mend = spoil();
      await parts.flow.runChanged(run.id);
      expect(await problemOf(run.id)).toContain(problem);
      expect((await world.run(run.id)).state).toBe('awaiting_approval');
      mend();
      const [row] = await world.rowsOf(run.id);
      expect(row.pollAt).toBeGreaterThan(Date.now());
      await parts.flow.look(row.id, 'sweeper');
      expect(await world.rowsOf(run.id)).toMatchObject([{ state: 'open' }]);
    });

    it('a new name of the default branch, and of the repository', async () => {
      const { parts, real, people } = world;
      const made = await world.resource();
      const { run, row, pullRequest } = await world.proposed(made.id);
      await real.renameDefaultBranch('trunk');
      real.rename('infra-of-the-team');
      await pullRequest.merge(people.stranger);
      await parts.flow.look(row.id, 'webhook');
      expect((await world.run(run.id)).state).toBe('apply_queued');
      const other = await world.resource();
      expect((await world.proposed(other.id)).row.targetBranch).toBe('trunk');
      await real.renameDefaultBranch('main');
    });

    it('a merge into another branch holds the run', async () => {
      const { parts, real, people } = world;
      const made = await world.resource();
      const { run, row, pullRequest } = await world.proposed(made.id);
      const from = await real.git.head('main');
      await real.git.commit('elsewhere', { 'x.md': 'x' }, { from });
      pullRequest.target = 'elsewhere';
      await pullRequest.merge(people.stranger);
      await parts.flow.look(row.id, 'webhook');
      expect((await world.run(run.id)).state).toBe('awaiting_approval');
      expect(await problemOf(run.id)).toContain("merged into 'elsewhere'");
    });

    it('a host that fails is asked again, with longer and longer waits', async () => {
      const { parts } = world;
      const made = await world.resource();
      const { row } = await world.proposed(made.id);
      world.host.before = () => {
        throw new InfrakitchenError('ServiceUnavailableError', {
          code: 'remote_unavailable',
          message: 'The host is away',
        });
      };
      const waits: number[] = [];
      for (let time = 0; time < 12; time++) {
        await parts.flow.look(row.id, 'sweeper');
        const { pollAt } = await parts.rows.require(row.id);
        waits.push(Math.round((pollAt! - Date.now()) / 60_000));
      }
      expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60, 60]);
      world.host.before = undefined;
      await parts.flow.look(row.id, 'sweeper');
      expect(await parts.rows.require(row.id)).toMatchObject({
        state: 'open',
        attempts: 0,
      });
    });
  });

  it('an apply that failed is told, and the next try is proposed anew', async () => {
    const { parts, services, people } = world;
    const made = await world.resource();
    const { run, row, pullRequest } = await world.proposed(made.id);
    await pullRequest.merge(people.stranger);
    await parts.flow.look(row.id, 'webhook');
    const applying = await services.worker.work(run.id, { until: 'applying' });
    await services.worker.move(applying, 'failed', {
      patch: { error: { code: 'engine_failed', message: '<img> secret' } },
      also: tx => services.outcomes.failed(tx, applying, true),
    });
    await parts.flow.runChanged(run.id);
    expect(pullRequest.comments[0].body).toContain('Error: `engine_failed`');
    expect(pullRequest.comments[0].body).not.toContain('secret');
    // Its files are on the default branch already.
    const again = await world.proposed(made.id);
    expect(again.row).toMatchObject({ state: 'open' });
    await again.pullRequest.merge(people.stranger);
    await parts.flow.look(again.row.id, 'webhook');
    expect((await world.run(again.run.id)).state).toBe('apply_queued');
  });
});
