import { TestDatabases } from '@backstage/backend-test-utils';
import {
  createPullRequestWorld,
  type PullRequestWorld,
} from './__testUtils__/pullRequestWorld';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('edits by hand on %s', id => {
  let world: PullRequestWorld;

  beforeAll(async () => {
    world = await createPullRequestWorld(await databases.init(id));
  });

  afterAll(async () => {
    await world?.stop();
  });

  /** A resource whose code is on the default branch. */
  async function applied() {
    const { parts, people, services } = world;
    const made = await world.resource();
    const { run, row, pullRequest } = await world.proposed(made.id);
    await pullRequest.merge(people.stranger);
    await parts.flow.look(row.id, 'webhook');
    await services.worker.work(run.id);
    await parts.flow.runChanged(run.id);
    const resource = (await services.resources.get(made.id))!;
    const { folder } = await parts.watch.codeOf(made.id);
    return { resource, folder, run, row };
  }

  const codeOf = async (resourceId: string) =>
    world.parts.watch.read(await world.parts.watch.codeOf(resourceId));

  it('are noticed, shown, and taken back by a pull request that applies nothing', async () => {
    const { parts, people, real } = world;
    const { resource, folder } = await applied();
    expect((await codeOf(resource.id)).state).toBe('same');
    await expect(
      parts.restorer.takeBack(resource, 'user:default/ann'),
    ).rejects.toMatchObject({ code: 'nothing_to_restore' });
    await real.git.commit('main', {
      [`${folder.path}/main.tf`]: 'by hand\n',
      [`${folder.path}/more.tf`]: 'more\n',
    });
    await parts.watch.check(world.workspace.id);
    const { folder: seen } = await parts.watch.codeOf(resource.id);
    expect(seen.seenDigest).not.toBe(seen.digest);
    const code = await codeOf(resource.id);
    expect(code).toMatchObject({ state: 'edited', folder: folder.path });
    expect(code.diff!.text).toContain('+by hand');
    expect(code.diff!.text).toContain('+more');
    const runs = await world.knex('runs').count({ count: '*' });
    const record = await parts.restorer.takeBack(resource, 'user:default/ann');
    expect(record).toMatchObject({
      direction: 'restore',
      state: 'open',
      branch: `restore_${resource.slug}`,
    });
    const pullRequest = real.pullRequest(record.number!);
    expect(pullRequest.body).toContain('was edited by hand');
    await pullRequest.merge(people.stranger);
    parts.waker.start();
    await parts.waker.wake([record.id], 'webhook');
    await parts.waker.stop();
    expect((await parts.rows.require(record.id)).state).toBe('merged');
    expect((await codeOf(resource.id)).state).toBe('same');
    expect(await real.git.file('main', `${folder.path}/more.tf`)).toBe(
      undefined,
    );
    expect(await world.knex('runs').count({ count: '*' })).toEqual(runs);
  });

  it('that remove the folder are taken back too', async () => {
    const { parts, real } = world;
    const { resource, folder } = await applied();
    await real.git.commit('main', { [`${folder.path}/main.tf`]: undefined });
    expect(await codeOf(resource.id)).toMatchObject({ state: 'removed' });
    const record = await parts.restorer.takeBack(resource, 'user:default/ann');
    const again = await parts.restorer.takeBack(resource, 'user:default/ann');
    expect(again.id).toBe(record.id);
    real.pullRequest(record.number!).close(world.people.ann);
    await parts.restorer.look(record.id);
    expect((await parts.rows.require(record.id)).state).toBe('closed');
  });

  it('are told apart from what waits to be applied', async () => {
    const { parts, people, services } = world;
    const { resource } = await applied();
    const destroy = await world.proposed(resource.id, 'destroy');
    await destroy.pullRequest.merge(people.stranger);
    await parts.flow.look(destroy.row.id, 'webhook');
    expect((await codeOf(resource.id)).state).toBe('pending');
    await services.worker.work(destroy.run.id);
    await parts.flow.runChanged(destroy.run.id);
    expect((await codeOf(resource.id)).state).toBe('unknown');
  });

  it('of other folders are left alone by a look at what did not move', async () => {
    const { parts } = world;
    const heads = jest.spyOn(world.workspaceGit, 'readFolder');
    await parts.watch.sweep();
    const count = heads.mock.calls.length;
    await parts.watch.sweep();
    expect(heads.mock.calls.length).toBe(count);
    heads.mockRestore();
  });
});
