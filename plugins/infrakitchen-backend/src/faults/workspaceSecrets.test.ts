import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Forge,
  type ForgeRepository,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import type { BackendProcess } from './__testUtils__/backendProcess';
import { createSecret, outputOf } from './__testUtils__/canaries';
import { createCatalogue, importModule } from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import { leaksOf, sinksOf, type Trace } from './__testUtils__/leaks';
import { readProcesses } from './__testUtils__/processes';
import { finished, until } from './__testUtils__/until';

jest.setTimeout(480_000);

describe('a secret of a resource that writes to a workspace', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let faults: FaultWorld;
  let forge: Forge;
  let backend: BackendProcess;
  /** What everybody on the machine could see of processes. */
  const commands: Trace[] = [];

  beforeAll(async () => {
    forge = await Forge.create();
    faults = await FaultWorld.create();
  });
  afterAll(async () => {
    await faults?.stop();
    await forge?.stop();
  });

  it('is in no branch, commit, pull request or comment, nor anywhere else', async () => {
    const [first, second, cloud, git] = Array.from({ length: 4 }, createSecret);
    const words = [first, second, cloud, git].flatMap(each => each.words);
    const token = git.words[0];
    forge.addUser('portal', 'write').token = token;
    const repository = await forge.addRepository('acme', 'infra');
    const { host } = new URL(forge.plainUrl);
    const database = await faults.newDatabase(databases, 'SQLITE_3');
    backend = await faults.startBackend({
      world: faults.with({
        integrations: { allowHosts: [host] },
        git: { allowedHosts: [host] },
      }),
      database,
      logLevel: 'debug',
    });
    const { client } = backend;
    await client.createConnection('integration', {
      provider: 'git',
      name: 'Forge',
      config: { url: forge.plainUrl, username: 'portal', password: token },
    });
    const workspace = await client.createWorkspace({
      url: `${forge.plainUrl}/acme/infra`,
    });
    const { network, createNetwork } = await createCatalogue(
      client,
      faults.world,
    );
    const net = await createNetwork('vault');
    const { run: built } = await client.actOnResource(net.id, 'provision');
    expect((await finished(client, built!.id)).error).toBeUndefined();
    const imported = await importModule(client, faults.world, {
      key: 'database',
      parentIds: [network.template.id],
      variableRules: {
        network_id: outputOf(network.template.id, 'network_id'),
        cidr: outputOf(network.template.id, 'cidr'),
      },
    });
    const tool = await client.createConnection('integration', {
      provider: 'custom',
      name: 'Cloud',
      config: { variables: { CLOUD_TOKEN: cloud.value } },
    });
    const db = await client.createResource({
      templateId: imported.template.id,
      versionId: imported.version.id,
      name: 'orders',
      parentIds: [net.id],
      workspaceId: workspace.id,
      values: { name: 'orders', admin_password: first.value },
      integrations: [{ id: tool.id }],
    });

    const provisioned = await approved(db, 'provision');
    expect(provisioned.error).toBeUndefined();
    expect(await passwordInCloud()).toBe(first.value);
    await commented(provisioned, '**Applied.**');

    // One whose error quotes what it was given, and one that is rejected.
    await client.updateResource(db.id, {
      values: { name: 'orders', admin_password: second.value },
    });
    await faults.cloud.suffer({
      ...{ type: 'fail', kind: 'database', operation: 'update' },
      ...{ status: 400, message: `Password ${second.value} is too weak` },
    });
    const failed = await approved(db, 'update');
    expect(failed.error!.message).toContain('********');
    await commented(failed, '**Failed.**');
    await faults.cloud.suffer();
    const waiting = await proposed(db, 'update');
    await client.actOnRun(waiting.id, 'reject', {
      digest: waiting.planDigest,
      reason: 'Not today',
    });
    await commented(waiting, '**Rejected.**');

    const sinks: Record<string, () => Promise<Trace[]>> = {
      ...sinksOf({
        backend,
        database,
        workingDirectory: faults.workingDirectory,
      }),
      repository: async () => [await historyOf(repository)],
      processes: async () => commands,
    };
    for (const name of ['database', 'api', 'answers', 'repository']) {
      // That the search would find something, were it there.
      expect([name, leaksOf(['orders'], await sinks[name]())]).not.toEqual([
        name,
        [],
      ]);
    }
    expect(commands.length).toBeGreaterThan(0);
    for (const read of Object.values(sinks)) {
      expect(leaksOf(words, await read())).toEqual([]);
    }
  });

  /** A run that waits, with its pull request. */
  async function proposed(
    { id }: Resource,
    action: 'provision' | 'update',
  ): Promise<RunDetail> {
    const { run } = await backend.client.actOnResource(id, action);
    let found: RunDetail | undefined;
    await until('the pull request to be open', async () => {
      found = await backend.client.getRun(run!.id);
      watchProcesses();
      expect(found.error).toBeUndefined();
      return found.pullRequest?.state === 'open';
    });
    return found!;
  }

  async function approved(
    resource: Resource,
    action: 'provision' | 'update',
  ): Promise<RunDetail> {
    const { id, planDigest } = await proposed(resource, action);
    const merged = backend.client.actOnRun(id, 'approve', {
      digest: planDigest,
    });
    watchProcesses();
    await merged;
    return finished(backend.client, id);
  }

  async function commented({ id }: RunDetail, text: string): Promise<void> {
    await until(`the comment ${text}`, async () => {
      const { pullRequest } = await backend.client.getRun(id);
      const { items } = await backend.client.listPullRequestComments(
        pullRequest!.id,
      );
      return items.some(({ body }) => body.includes(text));
    });
  }

  function watchProcesses(): void {
    commands.push(
      ...readProcesses({
        pid: backend.pid,
        workingDirectory: faults.workingDirectory,
      }).map(({ command }) => command),
    );
  }

  async function passwordInCloud(): Promise<unknown> {
    const [object] = await faults.cloud.named('orders');
    return object.attributes.password;
  }
});

/** Every branch and commit that was ever pushed, with what it changed. */
async function historyOf({ git }: ForgeRepository): Promise<Trace> {
  // Branches of what is over are gone, their commits are not.
  const objects = await git.git([
    'cat-file',
    '--batch-all-objects',
    '--batch-check=%(objecttype) %(objectname)',
  ]);
  const commits = objects
    .split('\n')
    .filter(line => line.startsWith('commit '))
    .map(line => line.split(' ')[1]);
  const text = await git.git([
    'show',
    '--patch',
    '--format=fuller',
    ...commits,
  ]);
  const refs = await git.git(['for-each-ref']);
  return { place: 'repository', data: Buffer.from(`${refs}\n${text}`) };
}
