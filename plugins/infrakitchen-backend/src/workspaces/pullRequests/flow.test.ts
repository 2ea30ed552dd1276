import { TestDatabases } from '@backstage/backend-test-utils';
import { fakePlan } from '../../__testUtils__/fakePlan';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
} from '../../__testUtils__/serviceFixture';
import { until } from '../../__testUtils__/until';
import {
  createPullRequestWorld,
  type PullRequestWorld,
} from './__testUtils__/pullRequestWorld';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('pull requests on %s', database => {
  let world: PullRequestWorld;

  beforeAll(async () => {
    world = await createPullRequestWorld(await databases.init(database));
  });

  afterAll(async () => {
    await world?.stop();
  });

  it('goes from the request over the merge to the apply and the comment', async () => {
    const { services, parts, people, real } = world;
    const made = await world.resource();
    const { run, row, pullRequest } = await world.proposed(made.id);
    expect(run.state).toBe('awaiting_approval');
    expect(row).toMatchObject({
      state: 'open',
      direction: 'update',
      planDigest: run.planDigest,
      targetBranch: 'main',
    });
    expect(pullRequest.title).toMatch(/^Provision net-/);
    expect(pullRequest.body).toContain('1 to create');
    expect(pullRequest.body).toContain(
      `https://portal.example.com/infrakitchen/runs/${run.id}`,
    );
    await pullRequest.merge(people.stranger);
    await parts.flow.look(row.id, 'webhook');
    expect((await world.run(run.id)).state).toBe('apply_queued');
    const folder = `${world.template.key}/${row.branch.slice(
      'update_'.length,
    )}`;
    expect(await real.git.file('main', `${folder}/main.tf`)).toBe(
      '{"size":"small"}',
    );
    await services.worker.work(run.id);
    expect((await world.run(run.id)).state).toBe('succeeded');
    await parts.flow.runChanged(run.id);
    await parts.flow.runChanged(run.id);
    expect(pullRequest.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining('**Applied.** 1 to create'),
    ]);
    expect(await real.git.head(row.branch)).toBeUndefined();
    const place = { workspaceId: world.workspace.id, resourceId: made.id };
    expect(await parts.folders.get(place)).toMatchObject({
      path: folder,
      digest: expect.any(String),
    });
    // The other way round.
    const destroy = await world.proposed(made.id, 'destroy');
    expect(destroy.row).toMatchObject({ direction: 'delete', state: 'open' });
    expect(destroy.pullRequest.body).toContain('This destroys the resource');
    await destroy.pullRequest.merge(people.stranger, { method: 'squash' });
    await parts.flow.look(destroy.row.id, 'webhook');
    await services.worker.work(destroy.run.id);
    expect((await world.run(destroy.run.id)).state).toBe('succeeded');
    expect(await real.git.file('main', `${folder}/main.tf`)).toBeUndefined();
    await parts.flow.runChanged(destroy.run.id);
    expect((await parts.folders.get(place))?.digest).toBeUndefined();
  });

  it.each(['merge', 'squash', 'rebase'] as const)(
    'takes a %s for the approval that it is',
    async method => {
      const { parts, people } = world;
      const made = await world.resource();
      const { run, row, pullRequest } = await world.proposed(made.id);
      await pullRequest.merge(people.stranger, { method });
      await parts.flow.look(row.id, 'webhook');
      expect((await world.run(run.id)).state).toBe('apply_queued');
      expect(await parts.rows.require(row.id)).toMatchObject({
        state: 'merged',
        mergeCommit: expect.any(String),
      });
    },
  );

  it('closing it rejects the run, and opening it again is answered', async () => {
    const { parts, people } = world;
    const made = await world.resource();
    const { run, row, pullRequest } = await world.proposed(made.id);
    pullRequest.close(people.ann);
    await parts.flow.look(row.id, 'webhook');
    expect(await world.run(run.id)).toMatchObject({ state: 'rejected' });
    const steps = await world.services.store.transitions(run.id);
    expect(steps.at(-1)).toMatchObject({
      actorKind: 'user',
      actor: 'user:default/ann',
      note: 'The pull request 4 was closed by user:default/ann without merging it'.replace(
        '4',
        row.number!,
      ),
    });
    await parts.flow.runChanged(run.id);
    expect(pullRequest.comments).toHaveLength(1);
    expect(pullRequest.comments[0].body).toContain('**Rejected.**');
    pullRequest.reopen(people.ann);
    await parts.flow.look(row.id, 'webhook');
    expect(pullRequest.state).toBe('closed');
    expect(pullRequest.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining('**Rejected.**'),
      expect.stringContaining('ask for the change in the portal once more'),
    ]);
    // It does not stand in the way of the next one.
    const next = await world.proposed(made.id);
    expect(next.row).toMatchObject({ state: 'open', branch: row.branch });
    expect(next.row.id).not.toBe(row.id);
  });

  it('an approval in the portal merges, once checks have passed', async () => {
    const { services, parts, real, as } = world;
    const made = await world.resource();
    await real.protect('main', { checks: ['validate'] });
    const { run, row, pullRequest } = await world.proposed(made.id);
    await services.approvalService.approve(run.id, {
      ...as('approver'),
      digest: run.planDigest,
    });
    await parts.flow.runChanged(run.id);
    expect((await world.run(run.id)).state).toBe('awaiting_approval');
    expect(await parts.rows.require(row.id)).toMatchObject({
      state: 'open',
      problem: expect.stringContaining("The check 'validate' has not passed"),
      live: { mergeability: 'blocked' },
    });
    real.setCheck(await pullRequest.head(), 'validate', 'passed');
    await parts.flow.look(row.id, 'sweeper');
    expect(pullRequest.state).toBe('merged');
    expect((await world.run(run.id)).state).toBe('apply_queued');
    real.protection.clear();
    await real.protect('other');
  });

  it('a rejection in the portal closes it with the reason', async () => {
    const { services, parts, as } = world;
    const made = await world.resource();
    const { run, pullRequest } = await world.proposed(made.id);
    await services.approvalService.reject(run.id, {
      ...as('approver'),
      digest: run.planDigest,
      reason: 'Too <b>large</b> @everyone',
    });
    await parts.flow.runChanged(run.id);
    expect(pullRequest.state).toBe('closed');
    const [{ body }] = pullRequest.comments;
    expect(body).toContain('Too &lt;b&gt;large&lt;/b&gt;');
    expect(body).not.toContain('@everyone');
  });

  it('a plan that is made again keeps its merge where it is the same', async () => {
    const { services, parts, people } = world;
    const made = await world.resource();
    const { run, row, pullRequest } = await world.proposed(made.id);
    await services.knex.transaction(async tx => {
      const waiting = (await services.waiting.lock(tx, run))!;
      await services.waiting.replan(tx, waiting, {
        actor: { kind: 'sweeper', ref: 'test' },
        moved: 'something',
      });
    });
    await pullRequest.merge(people.stranger);
    await parts.flow.look(row.id, 'webhook');
    expect((await world.run(run.id)).state).toBe('queued');
    await services.worker.work(run.id);
    expect((await world.run(run.id)).state).toBe('succeeded');
  });

  it('one that is closed while the plan is made again rejects it then', async () => {
    const { services, parts, people } = world;
    const made = await world.resource();
    const { run, row, pullRequest } = await world.proposed(made.id);
    await services.knex.transaction(async tx => {
      const waiting = (await services.waiting.lock(tx, run))!;
      await services.waiting.replan(tx, waiting, {
        actor: { kind: 'sweeper', ref: 'test' },
        moved: 'something',
      });
    });
    pullRequest.close(people.ann);
    await parts.flow.look(row.id, 'webhook');
    expect((await world.run(run.id)).state).toBe('queued');
    await services.worker.work(run.id);
    expect((await world.run(run.id)).state).toBe('awaiting_approval');
    await parts.flow.runChanged(run.id);
    expect((await world.run(run.id)).state).toBe('rejected');
  });

  it('asks for another merge where another plan was merged, and says so', async () => {
    const { services, parts, people, real } = world;
    const made = await world.resource();
    const { run, row, pullRequest } = await world.proposed(made.id);
    await services.knex.transaction(async tx => {
      const waiting = (await services.waiting.lock(tx, run))!;
      await services.waiting.replan(tx, waiting, {
        actor: { kind: 'sweeper', ref: 'test' },
        moved: 'something',
      });
    });
    await pullRequest.merge(people.stranger);
    await services.worker.work(run.id, {
      plan: fakePlan('provision', { other: true }),
    });
    await parts.flow.runChanged(run.id);
    expect((await world.run(run.id)).state).toBe('awaiting_approval');
    // It was read as that of the plan before; the run asks once more.
    await parts.flow.runChanged(run.id);
    const rows = await world.rowsOf(run.id);
    expect(rows.map(({ state }) => state)).toEqual(['merged', 'open']);
    const next = real.pullRequest(rows[1].number!);
    expect(next.body).toContain('is another one now');
    await next.merge(people.stranger);
    await parts.flow.look(rows[1].id, 'webhook');
    expect((await world.run(run.id)).state).toBe('apply_queued');
    expect(row.id).toBe(rows[0].id);
  });

  it('shows the new plan in the same pull request', async () => {
    const { services, parts, people } = world;
    const made = await world.resource();
    const { run, row, pullRequest } = await world.proposed(made.id);
    const before = await pullRequest.head();
    await services.knex.transaction(async tx => {
      const waiting = (await services.waiting.lock(tx, run))!;
      await services.waiting.replan(tx, waiting, {
        actor: { kind: 'sweeper', ref: 'test' },
        moved: 'something',
      });
    });
    const next = fakePlan('provision', { other: true }, 'replace');
    await services.worker.work(run.id, { plan: next });
    await parts.flow.runChanged(run.id);
    expect((await world.rowsOf(run.id)).length).toBe(1);
    expect(pullRequest.body).toContain('Data may be lost');
    expect(await parts.rows.require(row.id)).toMatchObject({
      planDigest: next.digest,
      pushes: [{ commit: before, planDigest: next.digest }],
    });
    await pullRequest.merge(people.stranger);
    await parts.flow.look(row.id, 'webhook');
    expect((await world.run(run.id)).state).toBe('apply_queued');
  });

  it('what is superseded is closed, and the next one opened', async () => {
    const { services, parts } = world;
    const made = await world.resource();
    const { run, pullRequest } = await world.proposed(made.id);
    await services.runService.cancel(run.id, ann);
    const next = await world.plan(made.id, 'provision');
    // Its message comes before that of the run that was cancelled.
    await parts.flow.runChanged(next.id);
    expect(pullRequest.state).toBe('closed');
    expect(pullRequest.comments[0].body).toContain('**Cancelled.**');
    expect(await world.rowsOf(next.id)).toMatchObject([{ state: 'open' }]);
  });

  it('names of resources and reasons mean nothing in what is written', async () => {
    const made = await world.resource('evil-`|<img src=x>](http://x) @team #1');
    const { pullRequest } = await world.proposed(made.id);
    expect(pullRequest.body).not.toMatch(/<img|\]\(http:\/\/x|@team|[^\\]#1/);
    expect(pullRequest.title.split('\n')).toHaveLength(1);
    const message = await world.real.git.git([
      'log',
      '-1',
      '--format=%an <%ae>%n%B',
      await pullRequest.head(),
    ]);
    expect(message).toMatch(/^ann <ann@example.com>\nProvision evil-/);
    expect(message).toContain(`Infrakitchen-Resource: ${made.id}`);
  });

  it('resources whose names come to the same get branches of their own', async () => {
    const { services } = world;
    const other = await addTemplate(services);
    const version = await addVersion(services, other);
    const first = await world.resource('same name');
    const second = await addResource(services, other, {
      ...{ version, name: 'same name', workspaceId: world.workspace.id },
    });
    const one = await world.proposed(first.id);
    const two = await world.proposed(second.id);
    expect(one.row.branch).toBe('update_same_name');
    expect(two.row.branch).toBe(`update_same_name_${second.id.slice(0, 8)}`);
  });

  it('runs without a workspace wait for nobody', async () => {
    const { services } = world;
    const made = await addResource(services, world.template, {
      version: world.version,
    });
    const run = await world.plan(made.id, 'provision');
    expect(run.state).toBe('succeeded');
  });

  it('follows by messages alone', async () => {
    const { services, parts, people } = world;
    const { outbox } = services;
    parts.listen(outbox);
    outbox.start({ intervalMs: 50 });
    const made = await world.resource();
    const run = await world.plan(made.id, 'provision');
    outbox.wake();
    await until(async () => (await world.rowsOf(run.id))[0]?.state === 'open');
    const [row] = await world.rowsOf(run.id);
    const pullRequest = world.real.pullRequest(row.number!);
    await pullRequest.merge(people.stranger);
    parts.waker.start();
    await parts.waker.wake([row.id], 'webhook');
    await until(async () => (await world.run(run.id)).state === 'apply_queued');
    await services.worker.work(run.id);
    outbox.wake();
    await until(() => pullRequest.comments.length > 0);
    expect(pullRequest.comments[0].body).toContain('**Applied.**');
    await parts.waker.stop();
    await outbox.stop();
  });
});
