import { TestDatabases } from '@backstage/backend-test-utils';
import {
  InfrakitchenError,
  type Cascade,
  type CascadeItem,
  type Resource,
  type Template,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  as,
  fresh,
  variable,
} from '../../__testUtils__/serviceFixture';
import {
  cascadeHelpers,
  type Behaviour,
} from '../../cascades/__testUtils__/cascadeFixture';
import { createMemoryHost } from './__testUtils__/memoryHost';
import {
  createPullRequestWorld,
  type PullRequestWorld,
} from './__testUtils__/pullRequestWorld';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const person = { id: '7', login: 'stranger' };

describe.each(databases.eachSupportedId())('cascades on %s', database => {
  const memory = createMemoryHost();
  /** Checks have not passed, so the portal may not merge. */
  let isProtected = false;
  let world: PullRequestWorld;
  let helpers: ReturnType<typeof cascadeHelpers>;
  const kinds: { template: Template; version: TemplateVersion }[] = [];

  beforeAll(async () => {
    world = await createPullRequestWorld(await databases.init(database), {
      git: memory.git,
      annIs: 'admin',
    });
    world.use({
      ...memory.host,
      async mergePullRequest(...call) {
        if (isProtected) {
          throw new InfrakitchenError('ConflictError', {
            code: 'pull_request_blocked',
            message: 'Checks are missing',
          });
        }
        return memory.host.mergePullRequest(...call);
      },
    });
    helpers = cascadeHelpers(world.services);
    for (let level = 0; level < 2; level++) {
      const template = await addTemplate(world.services, {
        parents: kinds.slice(-1).map(kind => kind.template),
      });
      const version = await addVersion(world.services, template, {
        variables: [variable('size', 'string', { default: 'small' })],
      });
      kinds.push({ template, version });
    }
  });

  beforeEach(() => {
    isProtected = false;
  });

  afterEach(() => world.knex('approval_rules').delete());

  afterAll(async () => {
    await world?.stop();
  });

  /** A resource with another one below, provisioned; both write to the workspace. */
  async function pair(): Promise<[Resource, Resource]> {
    const made: Resource[] = [];
    for (const { template, version } of kinds) {
      const resource = await addResource(world.services, template, {
        ...{ version, name: fresh('net-'), workspaceId: world.workspace.id },
        parentIds: made.slice(-1).map(({ id }) => id),
      });
      const { run, row } = await proposed(resource.id);
      memory.merge(row.number!, person);
      await world.parts.flow.look(row.id, 'webhook');
      await world.services.worker.work(run.id);
      await world.parts.flow.runChanged(run.id);
      made.push(resource);
    }
    return [made[0], made[1]];
  }

  async function proposed(resourceId: string) {
    const run = await world.plan(resourceId, 'provision');
    await world.parts.flow.runChanged(run.id);
    const [row] = await world.rowsOf(run.id);
    return { run, row };
  }

  const runsOf = (id: string) =>
    world
      .knex('runs')
      .where({ cascade_id: id })
      .whereNot({ kind: 'dry_run' })
      .orderBy('created_at')
      .select('id', 'state', 'resource_id');

  /** Brings cascade, runs and pull requests on until everything stands still. */
  async function settle(id: string, behave?: Behaviour): Promise<string> {
    for (;;) {
      const state = await helpers.drive(id, behave);
      const before = await runsOf(id);
      for (const run of before) {
        await world.parts.flow.runChanged(run.id);
      }
      if (JSON.stringify(await runsOf(id)) === JSON.stringify(before)) {
        return state;
      }
    }
  }

  async function approved(cascade: Cascade): Promise<string> {
    const { digest } = await world.services.cascadeService.get(cascade.id, ann);
    await world.services.cascadeService.act(cascade.id, 'approve', {
      ...as('approver'),
      digest,
    });
    return cascade.id;
  }

  /** The cascade once its plans are approved. */
  const destroying = async (root: Resource): Promise<string> =>
    approved(await helpers.confirmed({ kind: 'destroy', rootId: root.id }));

  const resume = (id: string) =>
    world.services.cascadeService.act(id, 'resume', ann);

  /** Pull requests of the cascade, in the order in which they were opened. */
  const rowsOf = async (id: string) => {
    const runs = await runsOf(id);
    return (
      await Promise.all(runs.map(run => world.parts.rows.ofRun(run.id)))
    ).flat();
  };

  const itemOf = async (id: string, { id: resourceId }: Resource) =>
    (await helpers.items(id)).find(
      item => item.resource.id === resourceId,
    ) as CascadeItem;

  it('are approved once by an admin, then each pull request is merged by the portal', async () => {
    const [above, below] = await pair();
    const cascade = await helpers.confirmed({
      kind: 'destroy',
      rootId: above.id,
    });
    expect(cascade.state).toBe('awaiting_approval');
    const { approval } = await world.services.cascadeService.get(
      cascade.id,
      ann,
    );
    expect(approval!.requirements).toMatchObject([
      {
        ruleName: 'Approval of the pull requests',
        approvals: 1,
        why: [
          'An admin approves them all, and the portal merges each in its turn',
          'It asks for 1 approval of 2 plans',
        ],
      },
    ]);
    expect(await rowsOf(cascade.id)).toEqual([]);
    const id = await approved(cascade);
    expect(await settle(id)).toBe('succeeded');
    expect(await rowsOf(id)).toMatchObject([
      { resourceId: below.id, direction: 'delete', state: 'merged' },
      { resourceId: above.id, direction: 'delete', state: 'merged' },
    ]);
    expect(await helpers.built(above, below)).toEqual([
      'destroyed',
      'destroyed',
    ]);
  });

  it('ask whom the rules name, and no admin besides', async () => {
    const [above, below] = await pair();
    await world.services.ruleService.create(
      {
        ...{ name: fresh('two eyes '), scope: { kind: 'global' } },
        ...{ effect: 'require', approvals: 1 },
        approvers: { refs: ['user:default/approver'] },
      } as never,
      as('root'),
    );
    await helpers.outdate(above, below);
    const cascade = await helpers.confirmed({
      kind: 'update',
      rootId: above.id,
    });
    const { approval } = await world.services.cascadeService.get(
      cascade.id,
      ann,
    );
    expect(approval!.requirements).toHaveLength(1);
    const id = await approved(cascade);
    expect(await settle(id)).toBe('succeeded');
    expect(await rowsOf(id)).toMatchObject([
      { resourceId: above.id, direction: 'update', state: 'merged' },
      { resourceId: below.id, direction: 'update', state: 'merged' },
    ]);
  });

  it('wait for a merge that the host does not let the portal do', async () => {
    isProtected = true;
    const [above, below] = await pair();
    const id = await destroying(above);
    expect(await settle(id)).toBe('running');
    expect(await itemOf(id, below)).toMatchObject({
      state: 'awaiting_approval',
    });
    expect((await itemOf(id, above)).state).toBe('previewed');
    const [row] = await rowsOf(id);
    expect(row).toMatchObject({
      state: 'open',
      problem: expect.stringContaining('Checks are missing'),
    });
    memory.merge(row.number!, person);
    await world.parts.flow.look(row.id, 'webhook');
    isProtected = false;
    expect(await settle(id)).toBe('succeeded');
  });

  it('stop at a pull request that is closed, by name, and ask anew when resumed', async () => {
    isProtected = true;
    const [above, below] = await pair();
    const id = await destroying(above);
    await settle(id);
    const [row] = await rowsOf(id);
    memory.close(row.number!, { id: '1', login: 'ann' });
    await world.parts.flow.look(row.id, 'webhook');
    isProtected = false;
    expect(await settle(id)).toBe('failed');
    const item = await itemOf(id, below);
    expect(item).toMatchObject({
      state: 'failed',
      error: {
        code: 'run_rejected',
        message: `Its run was rejected: The pull request ${row.number} was closed by user:default/ann without merging it`,
        culprits: [
          { kind: 'run', id: row.runId },
          { kind: 'pull_request', id: row.id, name: `#${row.number}` },
        ],
      },
    });
    expect(await helpers.built(above, below)).toEqual([
      'provisioned',
      'provisioned',
    ]);
    await resume(id);
    expect(await settle(id)).toBe('running');
    // Whoever resumes it does not speak for whoever closed it.
    const again = (await rowsOf(id)).at(-1)!;
    expect(again).toMatchObject({ resourceId: below.id, state: 'open' });
    expect(again.id).not.toBe(row.id);
    const run = await world.run(again.runId);
    expect(run.state).toBe('awaiting_approval');
    await world.services.approvalService.approve(run.id, {
      ...as('approver'),
      digest: run.planDigest,
    });
    expect(await settle(id)).toBe('succeeded');
    expect(await helpers.built(above, below)).toEqual([
      'destroyed',
      'destroyed',
    ]);
  });

  it('go on with another pull request where an apply failed', async () => {
    const [above, below] = await pair();
    const id = await destroying(above);
    let failures = 1;
    const state = await settle(id, run => {
      if (run.state === 'apply_queued' && failures > 0) {
        failures -= 1;
        return 'fail';
      }
      return {};
    });
    expect(state).toBe('failed');
    expect(await helpers.built(above)).toEqual(['provisioned']);
    await resume(id);
    expect(await settle(id)).toBe('succeeded');
    const rows = await rowsOf(id);
    expect(rows.map(row => [row.resourceId, row.state])).toEqual([
      [below.id, 'merged'],
      [below.id, 'merged'],
      [above.id, 'merged'],
    ]);
  });

  it('close what is open where they are cancelled', async () => {
    isProtected = true;
    const [above, below] = await pair();
    const id = await destroying(above);
    await settle(id);
    await world.services.cascadeService.act(id, 'cancel', as('approver'));
    expect(await settle(id)).toBe('cancelled');
    const [row] = await rowsOf(id);
    expect(row.state).toBe('closed');
    expect(await helpers.built(above, below)).toEqual([
      'provisioned',
      'provisioned',
    ]);
  });
});
