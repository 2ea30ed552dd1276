import { TestDatabases } from '@backstage/backend-test-utils';
import {
  createPullRequestWorld,
  type PullRequestWorld,
} from './__testUtils__/pullRequestWorld';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const rule = (name: string, more: object = {}) => ({
  name,
  scope: { kind: 'global' },
  effect: 'require',
  approvals: 1,
  approvers: { refs: ['user:default/approver'] },
  ...more,
});

describe.each(databases.eachSupportedId())('whose merge counts on %s', id => {
  const worlds: PullRequestWorld[] = [];

  async function create(
    mergeBy: 'anyone' | 'approvers',
    ...rules: ReturnType<typeof rule>[]
  ) {
    const world = await createPullRequestWorld(await databases.init(id), {
      mergeBy,
    });
    worlds.push(world);
    for (const each of rules) {
      await world.services.ruleService.create(each as never, world.as('root'));
    }
    return world;
  }

  async function merged(
    world: PullRequestWorld,
    by: 'ann' | 'approver' | 'stranger',
  ) {
    const made = await world.resource();
    const { run, row, pullRequest } = await world.proposed(made.id);
    await pullRequest.merge(world.people[by]);
    await world.parts.flow.look(row.id, 'webhook');
    return {
      run: await world.run(run.id),
      row: await world.parts.rows.require(row.id),
    };
  }

  afterAll(async () => {
    for (const world of worlds) {
      await world.stop();
    }
  });

  it('with approvers: that of an approver, as a user', async () => {
    const world = await create('approvers', rule('two eyes'));
    const { run } = await merged(world, 'approver');
    expect(run.state).toBe('apply_queued');
    const [last] = (await world.services.store.transitions(run.id)).slice(-1);
    expect(last).toMatchObject({
      actorKind: 'user',
      actor: 'user:default/approver',
      note: 'Approved by user:default/approver',
    });
    await world.services.worker.work(run.id);
    expect((await world.run(run.id)).state).toBe('succeeded');
  });

  it('with approvers: that of somebody else holds the run, until one approves', async () => {
    const world = await create('approvers', rule('two eyes'));
    const { run, row } = await merged(world, 'stranger');
    expect(run.state).toBe('awaiting_approval');
    expect(row).toMatchObject({
      state: 'merged',
      problem: expect.stringContaining(
        'merged by github:stranger, whose merge does not count as an approval here. What is missing: two eyes',
      ),
    });
    await world.services.approvalService.approve(run.id, {
      ...world.as('approver'),
      digest: run.planDigest,
    });
    expect((await world.run(run.id)).state).toBe('apply_queued');
  });

  it('with approvers: that of the requester never counts, unless a rule allows it', async () => {
    const refs = ['user:default/ann'];
    const strict = await create(
      'approvers',
      rule('two eyes', { approvers: { refs } }),
    );
    expect((await merged(strict, 'ann')).run.state).toBe('awaiting_approval');
    const lax = await create(
      'approvers',
      rule('two eyes', { approvers: { refs }, allowRequester: true }),
    );
    expect((await merged(lax, 'ann')).run.state).toBe('apply_queued');
  });

  it('with approvers and no rule: that of an admin who did not ask for it', async () => {
    const world = await create('approvers');
    expect((await merged(world, 'approver')).run.state).toBe('apply_queued');
    expect((await merged(world, 'stranger')).run.state).toBe(
      'awaiting_approval',
    );
    expect((await merged(world, 'ann')).run.state).toBe('awaiting_approval');
  });

  it('with anyone: one for each rule, whoever it is', async () => {
    const world = await create(
      'anyone',
      rule('two eyes'),
      rule('four eyes', { approvers: { refs: ['group:default/security'] } }),
    );
    const { run } = await merged(world, 'stranger');
    expect(run.state).toBe('apply_queued');
    await world.services.worker.work(run.id);
    expect((await world.run(run.id)).state).toBe('succeeded');
  });

  it('with anyone: a rule that asks for two still asks for another one', async () => {
    const world = await create(
      'anyone',
      rule('two people', {
        approvals: 2,
        approvers: { refs: ['user:default/approver', 'group:default/ops'] },
      }),
    );
    const { run, row } = await merged(world, 'stranger');
    expect(run.state).toBe('awaiting_approval');
    expect(row.problem).toBe('It is merged; what is missing: two people');
    await world.services.approvalService.approve(run.id, {
      ...world.as('approver'),
      digest: run.planDigest,
    });
    expect((await world.run(run.id)).state).toBe('apply_queued');
  });

  it('nobody approves a merge in the portal, and it says what is missing', async () => {
    const world = await create('approvers', rule('two eyes'));
    const made = await world.resource();
    const { run } = await world.proposed(made.id);
    const approve = () =>
      world.services.approvalService.approve(run.id, {
        ...world.as('approver'),
        digest: run.planDigest,
      });
    await approve();
    expect((await world.run(run.id)).state).toBe('awaiting_approval');
    await expect(approve()).rejects.toMatchObject({ code: 'approved_already' });
    const { approval } = await world.services.runService.get(
      run.id,
      world.as('approver'),
    );
    expect(approval?.requirements).toMatchObject([
      { ruleName: 'two eyes', given: 1 },
      { ruleName: 'Merge of the pull request', given: 0, byMerge: true },
    ]);
    expect(
      await world.services.approvalService.list(
        { waiting: 'me', limit: 10 },
        world.as('approver'),
      ),
    ).toMatchObject({ items: [] });
  });
});
