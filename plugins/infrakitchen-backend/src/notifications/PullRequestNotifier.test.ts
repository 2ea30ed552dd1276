import { TestDatabases } from '@backstage/backend-test-utils';
import {
  mergeRuleId,
  pullRequestRuleId,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import { fresh } from '../__testUtils__/serviceFixture';
import { PullRequestStore } from '../workspaces/pullRequests';
import {
  admins,
  ann,
  bob,
  createNotifierFixture,
  eve,
  type NotifierFixture,
} from './__testUtils__/notifierFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'notifications of pull requests, %s',
  database => {
    let world: NotifierFixture;
    let store: PullRequestStore;
    const workspaceId = randomUUID();

    beforeAll(async () => {
      const knex = await databases.init(database);
      world = await createNotifierFixture(knex);
      store = new PullRequestStore(knex);
      await world.services.workspaces.insert(knex, {
        id: workspaceId,
        provider: 'github',
        repositoryId: '1',
        name: 'acme/infra',
        url: 'https://git.example.com/acme/infra',
        labels: [],
        status: 'ok',
        revision: 1,
        createdBy: ann,
        createdAt: 1,
        updatedAt: 1,
      });
    });

    beforeEach(() => world.reset());

    /** A run that waits with its pull request; those named are asked. */
    async function waiting(
      patch: object,
      {
        approvers = [bob, admins],
        unmet = true,
        excluded = [] as object[],
      } = {},
    ) {
      const requirement = {
        ruleId: pullRequestRuleId,
        approvers: { refs: approvers },
        excluded,
      };
      const merge = { ruleId: mergeRuleId, approvers: {}, byMerge: true };
      const run = await world.addRun([['awaiting_approval']], {
        columns: {
          plan_digest: 'd'.repeat(64),
          approval: JSON.stringify({
            requirements: [requirement, { ...merge, excluded: [] }],
          }),
        },
      });
      if (unmet) {
        await world.knex('run_approvers').insert(
          approvers.map(value => ({
            run_id: run.id,
            rule_id: pullRequestRuleId,
            kind: 'principal',
            value,
          })),
        );
      }
      const { id } = await store.ensure({
        ...{ workspaceId, resourceId: run.resource.id, runId: run.id },
        ...{
          direction: 'update',
          branch: fresh('update_'),
          targetBranch: 'main',
        },
      });
      await world.knex('pull_requests').where({ id }).update(patch);
      return { ...run, pullRequestId: id };
    }

    it('ask approvers for the merge once it is open, and once for each plan', async () => {
      const { id, pullRequestId, resource } = await waiting({
        state: 'open',
        number: fresh(''),
        plan_digest: 'd'.repeat(64),
      });
      const { number } = await store.require(pullRequestId);
      const notifier = world.createPullRequestNotifier();
      await notifier.changed({ pullRequestId });
      await notifier.changed({ pullRequestId });
      expect(world.sent).toEqual([
        {
          recipients: { type: 'entity', entityRef: [bob, admins] },
          payload: {
            title: `The pull request of '${resource.name}' waits for you`,
            description: expect.stringContaining(
              `Merge #${number}, or approve`,
            ),
            severity: 'high',
            topic: 'infrakitchen.approvals',
            scope: `infrakitchen:run:${id}`,
            link: `/infra/runs/${id}#approval`,
          },
        },
      ]);
      await world
        .knex('pull_requests')
        .where({ id: pullRequestId })
        .update({ plan_digest: 'e'.repeat(64) });
      await notifier.changed({ pullRequestId });
      expect(world.sent).toHaveLength(2);
    });

    it('take the place of what approvers are told of other runs', async () => {
      const { id } = await waiting({ state: 'opening' });
      const notifier = world.createNotifier();
      await notifier.approvalRequested({ runId: id }, fresh('key'));
      expect(world.sent).toEqual([]);
      // A new rule has no pull request of its own.
      await notifier.approvalRequested(
        { runId: id, before: [{ approvers: { refs: [bob] }, excluded: [] }] },
        fresh('key'),
      );
      expect(world.recipients()).toEqual([[admins]]);
    });

    it('leave those alone who have nothing left to approve, or may not see it', async () => {
      const notifier = world.createPullRequestNotifier({ everyone: undefined });
      const open = { state: 'open', plan_digest: 'd'.repeat(64) };
      const met = await waiting(open, { unmet: false });
      await notifier.changed({ pullRequestId: met.pullRequestId });
      expect(world.sent).toEqual([]);
      const hidden = await waiting(open, {
        approvers: [bob, admins],
        excluded: [{ ref: ann, why: 'requester' }],
      });
      await notifier.changed({ pullRequestId: hidden.pullRequestId });
      expect(world.sent).toMatchObject([
        { recipients: { entityRef: [admins], excludeEntityRef: [ann] } },
      ]);
      await notifier.changed({ resourceId: hidden.resource.id });
      expect(world.sent).toHaveLength(1);
    });

    it('say why one cannot be opened, to whoever asked for it as well', async () => {
      const { pullRequestId } = await waiting(
        { state: 'opening', problem: 'The repository is archived' },
        { excluded: [{ ref: ann, why: 'requester' }] },
      );
      const notifier = world.createPullRequestNotifier();
      await notifier.changed({ pullRequestId });
      await notifier.changed({ pullRequestId });
      expect(world.recipients()).toEqual([[admins, ann, bob]]);
      expect(world.sent[0].payload).toMatchObject({
        title: expect.stringContaining('cannot be opened'),
        description: expect.stringMatching(/^The repository is archived\. /),
        topic: 'infrakitchen.workspaces',
      });
    });

    it('tell of a merge that holds the run, while it does', async () => {
      const { id, pullRequestId } = await waiting({
        state: 'merged',
        problem: 'It was merged by github:stranger, whose merge does not count',
      });
      const notifier = world.createPullRequestNotifier();
      await notifier.held({ pullRequestId });
      expect(world.recipients()).toEqual([[admins, ann, bob]]);
      expect(world.sent[0].payload).toMatchObject({
        title: expect.stringContaining('was merged, but its run is held'),
        description:
          'It was merged by github:stranger, whose merge does not count.',
        link: `/infra/runs/${id}#approval`,
      });
      await world.knex('runs').where({ id }).update({ state: 'applying' });
      await world.knex('sent_notifications').delete();
      await notifier.held({ pullRequestId });
      expect(world.sent).toHaveLength(1);
    });

    it('tell followers and admins of code that was edited by hand', async () => {
      const { resource } = await world.addRun([['succeeded']]);
      await world.services.subscriptions.set(bob, resource.id, {
        follows: 'resource',
      });
      await world.grant(admins, 'admin', 'resource', resource.id);
      await world.grant(eve, 'write', 'resource', resource.id);
      const notifier = world.createPullRequestNotifier();
      const edited = { resourceId: resource.id, state: 'edited' };
      await notifier.codeEdited(edited, 'code.edited:1');
      await notifier.codeEdited(edited, 'code.edited:1');
      await notifier.codeEdited(
        { ...edited, state: 'removed' },
        'code.edited:2',
      );
      // Ann owns what she has made.
      expect(world.recipients()).toEqual([
        [admins, ann, bob],
        [admins, ann, bob],
      ]);
      expect(world.sent.map(({ payload }) => payload)).toMatchObject([
        {
          title: `The code of '${resource.name}' was edited by hand`,
          link: `/infra/resources/${resource.id}/workspace`,
          scope: `infrakitchen:code:${resource.id}`,
          topic: 'infrakitchen.workspaces',
        },
        { title: `The code of '${resource.name}' was removed by hand` },
      ]);
    });
  },
);
