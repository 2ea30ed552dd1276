import { startTestBackend, TestDatabases } from '@backstage/backend-test-utils';
import moduleAzureDevops from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-azure-devops';
import moduleBitbucket from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-bitbucket';
import moduleGithub from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-github';
import moduleGitlab from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-gitlab';
import {
  infrakitchenIntegrationsExtensionPoint,
  isRepositoryHostProvider,
  type IntegrationProvider,
  type RepositoryHost,
  type RepositoryHostProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  reroute,
  standInContext,
  type ForgePullRequest,
  type ForgeVendor,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import {
  addResource,
  addTemplate,
  addVersion,
  variable,
} from '../../__testUtils__/serviceFixture';
import { createSecret } from '../../faults/__testUtils__/canaries';
import { forgeTraces } from '../../faults/__testUtils__/forgeTraces';
import { leaksOf } from '../../faults/__testUtils__/leaks';
import { PlainGitHost, PlainPullRequestStore } from '../git/plain';
import {
  createPullRequestWorld,
  type PullRequestWorld,
} from './__testUtils__/pullRequestWorld';

jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const vendors: ForgeVendor[] = [
  'github',
  'gitlab',
  'bitbucket',
  'azure-devops',
];
const providers = new Map<string, RepositoryHostProvider>();

/** The same host, whose repository git reaches without a server. */
function withLocalGit(
  host: RepositoryHost,
  world: PullRequestWorld,
): RepositoryHost {
  return new Proxy(host, {
    get(target, name: keyof RepositoryHost) {
      return name === 'repository'
        ? async (by: { id: string }) => ({
            ...(await target.repository(by)),
            cloneUrl: world.real.git.directory,
          })
        : target[name].bind(target);
    },
  });
}

function connect(vendor: ForgeVendor, world: PullRequestWorld): RepositoryHost {
  const { forge, portal } = world;
  const { token } = portal;
  const context = standInContext(forge);
  const configs = {
    github: { host: forge.host, authentication: 'token', token },
    gitlab: { host: forge.host, token },
    bitbucket: { workspace: 'acme', authentication: 'access_token', token },
    'azure-devops': {
      organizationUrl: `${forge.url}/contoso`,
      ...{ authentication: 'token', token },
    },
  };
  return providers.get(vendor)!.repositoryHost({
    ...(vendor === 'bitbucket'
      ? reroute(context, { 'https://api.bitbucket.org': forge.url })
      : context),
    config: configs[vendor],
  });
}

beforeAll(async () => {
  const backend = await startTestBackend({
    extensionPoints: [
      [
        infrakitchenIntegrationsExtensionPoint,
        {
          addProvider(provider: IntegrationProvider) {
            if (isRepositoryHostProvider(provider)) {
              providers.set(provider.key, provider);
            }
          },
        },
      ],
    ],
    features: [moduleGithub, moduleGitlab, moduleBitbucket, moduleAzureDevops],
  });
  await backend.stop();
});

/** A world whose repository no API of a host is known for. */
async function createPlainGitWorld(): Promise<PullRequestWorld> {
  const knex = await databases.init('SQLITE_3');
  const world = await createPullRequestWorld(knex, { provider: 'git' });
  world.use(
    new PlainGitHost({
      store: new PlainPullRequestStore(knex),
      git: world.workspaceGit,
      sources: world.sources,
      localRoots: [],
      pageOf: () => 'https://portal.example.com',
      logger: world.logger,
    }),
  );
  await knex('workspaces')
    .where({ id: world.workspace.id })
    .update({ repository_id: world.real.git.directory });
  return world;
}

describe.each([...vendors, 'git'] as const)('the flow with %s', vendor => {
  let world: PullRequestWorld;

  beforeAll(async () => {
    if (vendor === 'git') {
      world = await createPlainGitWorld();
      return;
    }
    const knex = await databases.init('SQLITE_3');
    world = await createPullRequestWorld(knex, { provider: vendor });
    const { workspace, portal } = world;
    [portal.token] = createSecret().words;
    const host = connect(vendor, world);
    world.use(withLocalGit(host, world));
    const { items } = await host.listRepositories({ limit: 10 });
    await identify(
      items.find(({ fullName }) => fullName.endsWith('infra'))!.id,
    );

    async function identify(repositoryId: string) {
      await knex('workspaces')
        .where({ id: workspace.id })
        .update({ repository_id: repositoryId });
    }
  });

  afterAll(async () => {
    await world?.stop();
  });

  const look = (id: string) => world.parts.flow.look(id, 'webhook');

  const pullRequestOf = ({ number }: { number?: string }): ForgePullRequest =>
    world.real.pullRequest(number!);

  /** Without an API the portal keeps them. */
  async function commentsOf(row: { id: string; number?: string }) {
    if (vendor !== 'git') {
      return pullRequestOf(row).comments.map(({ body }) => body);
    }
    const { items } = await world.service.comments(
      row.id,
      { limit: 10 },
      world.as('approver'),
    );
    expect(items.every(({ author }) => author === 'InfraKitchen')).toBe(true);
    return items.map(({ body }) => body);
  }

  /** As a person does it at the host; without an API, by git. */
  async function merge(row: { number?: string; branch: string }) {
    if (vendor === 'git') {
      await world.real.git.merge({
        target: 'main',
        head: (await world.real.git.head(row.branch))!,
        method: 'merge',
        message: 'Merge it',
      });
      return;
    }
    await pullRequestOf(row).merge(world.people.stranger);
  }

  async function proposed(
    resourceId: string,
    action: 'provision' | 'destroy' = 'provision',
  ) {
    const run = await world.plan(resourceId, action);
    await world.parts.flow.runChanged(run.id);
    const [row] = (await world.rowsOf(run.id)).slice(-1);
    expect(row).toMatchObject({ state: 'open', number: expect.any(String) });
    expect(row.problem).toBeUndefined();
    return { run, row };
  }

  async function applied(runId: string) {
    await world.services.worker.work(runId);
    expect((await world.run(runId)).state).toBe('succeeded');
    await world.parts.flow.runChanged(runId);
    const rows = await world.rowsOf(runId);
    expect(rows.at(-1)).toMatchObject({
      state: 'merged',
      concludedAt: expect.any(Number),
    });
  }

  it('is merged at the host, applied, commented on, and destroyed the same way', async () => {
    const made = await world.resource();
    const { run, row } = await proposed(made.id);
    await merge(row);
    await look(row.id);
    expect((await world.run(run.id)).state).toBe('apply_queued');
    await applied(run.id);
    expect(await commentsOf(row)).toEqual([
      expect.stringContaining('**Applied.**'),
    ]);
    const place = { workspaceId: world.workspace.id, resourceId: made.id };
    const { path } = (await world.parts.folders.get(place))!;
    const destroy = await proposed(made.id, 'destroy');
    expect(await world.real.git.file('main', `${path}/main.tf`)).toBeDefined();
    await merge(destroy.row);
    await look(destroy.row.id);
    await applied(destroy.run.id);
    expect(
      await world.real.git.file('main', `${path}/main.tf`),
    ).toBeUndefined();
  });

  it('is merged by the portal once it is approved there', async () => {
    const { services, parts, as } = world;
    const made = await world.resource();
    const { run, row } = await proposed(made.id);
    await services.approvalService.approve(run.id, {
      ...as('approver'),
      digest: run.planDigest,
    });
    await parts.flow.runChanged(run.id);
    // Some hosts need a moment before they know what can be merged.
    for (let time = 0; time < 5; time++) {
      if ((await world.run(run.id)).state === 'awaiting_approval') {
        await look(row.id);
      }
    }
    expect((await world.run(run.id)).state).toBe('apply_queued');
    await applied(run.id);
  });

  it('is rejected where it is closed, and closed where it is rejected', async () => {
    const { services, parts, people, as } = world;
    const one = await world.resource();
    const there = await proposed(one.id);
    if (vendor === 'git') {
      await world.real.git.git(['branch', '-D', there.row.branch]);
    } else {
      pullRequestOf(there.row).close(people.ann);
    }
    await look(there.row.id);
    expect((await world.run(there.run.id)).state).toBe('rejected');
    const other = await world.resource();
    const here = await proposed(other.id);
    await services.approvalService.reject(here.run.id, {
      ...as('approver'),
      digest: here.run.planDigest,
      reason: 'Not today',
    });
    await parts.flow.runChanged(here.run.id);
    expect((await parts.rows.require(here.row.id)).state).toBe('closed');
    expect(await world.real.git.head(here.row.branch)).toBeUndefined();
  });

  it('leads to the comments of a host with an API', async () => {
    const made = await world.resource();
    const { row } = await proposed(made.id);
    const found = await world.service.comments(
      row.id,
      { limit: 10 },
      world.as('approver'),
    );
    expect(found).toEqual(
      vendor === 'git' ? { items: [] } : { items: [], hostUrl: row.webUrl },
    );
  });

  it('tells the host no secret, neither its own nor that of a resource', async () => {
    const { services, portal, workspace } = world;
    const secret = createSecret();
    const template = await addTemplate(services);
    const made = await addResource(services, template, {
      version: await addVersion(services, template, {
        variables: [variable('password', 'string', { sensitive: true })],
      }),
      name: 'guarded',
      values: { password: secret.value },
      workspaceId: workspace.id,
    });
    const { run, row } = await proposed(made.id);
    await merge(row);
    await look(row.id);
    await applied(run.id);
    const traces = await forgeTraces(world.real);
    expect(leaksOf(['guarded'], traces)).not.toEqual([]);
    expect(leaksOf([...secret.words, portal.token], traces)).toEqual([]);
  });

  it('is proposed anew after an apply that failed, without any new file', async () => {
    const { services, parts } = world;
    const made = await world.resource();
    const { run, row } = await proposed(made.id);
    await merge(row);
    await look(row.id);
    const applying = await services.worker.work(run.id, { until: 'applying' });
    await services.worker.move(applying, 'failed', {
      patch: { error: { code: 'engine_failed', message: 'No' } },
      also: tx => services.outcomes.failed(tx, applying, true),
    });
    await parts.flow.runChanged(run.id);
    const again = await proposed(made.id);
    expect(again.row.id).not.toBe(row.id);
    await merge(again.row);
    await look(again.row.id);
    await applied(again.run.id);
  });
});

describe('a branch of plain git', () => {
  let world: PullRequestWorld;

  beforeAll(async () => {
    world = await createPlainGitWorld();
  });

  afterAll(async () => {
    await world?.stop();
  });

  it('that is deleted closes its pull request, and brings nothing back by itself', async () => {
    const { parts, real } = world;
    const made = await world.resource();
    const run = await world.plan(made.id, 'provision');
    await parts.flow.runChanged(run.id);
    const [row] = await world.rowsOf(run.id);
    const head = (await real.git.head(row.branch))!;
    await real.git.git(['branch', '-D', row.branch]);
    await parts.flow.look(row.id, 'sweeper');
    const why = `The branch '${row.branch}' of the pull request ${row.number} was deleted, which closes it without merging it`;
    expect((await world.run(run.id)).state).toBe('rejected');
    expect(
      (await world.services.store.transitions(run.id)).at(-1),
    ).toMatchObject({ note: why });
    await parts.flow.runChanged(run.id);
    const closed = await parts.rows.require(row.id);
    expect(closed).toMatchObject({
      state: 'closed',
      problem: expect.stringContaining('start the action again'),
    });
    const { items } = await world.service.comments(
      row.id,
      { limit: 10 },
      world.as('approver'),
    );
    expect(items).toMatchObject([
      { body: expect.stringContaining('**Rejected.**') },
    ]);
    expect(items[0].body).toContain('was deleted');

    await real.git.git(['branch', row.branch, head]);
    await parts.flow.look(row.id, 'sweeper');
    expect((await parts.rows.require(row.id)).state).toBe('closed');
    expect((await world.run(run.id)).state).toBe('rejected');

    const again = await world.plan(made.id, 'provision');
    await parts.flow.runChanged(again.id);
    const [next] = await world.rowsOf(again.id);
    expect(next).toMatchObject({ state: 'open', branch: row.branch });
    expect(next.number).not.toBe(row.number);
    expect(next.problem).toBeUndefined();
  });
});
