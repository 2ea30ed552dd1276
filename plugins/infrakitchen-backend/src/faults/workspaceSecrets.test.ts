import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { BackendProcess } from './__testUtils__/backendProcess';
import { createSecret, outputOf } from './__testUtils__/canaries';
import { createCatalogue, importModule } from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import { leaksOf, sinksOf, type Trace } from './__testUtils__/leaks';
import { readProcesses } from './__testUtils__/processes';
import {
  githubHost,
  plainGitHost,
  type TestHost,
} from './__testUtils__/repositoryHosts';
import { finished, until } from './__testUtils__/until';

jest.setTimeout(480_000);

// Both of each would be four runs, of which two say nothing new.
const hosts = {
  SQLITE_3: { name: 'plain git', create: plainGitHost },
  POSTGRES_15: { name: 'GitHub', create: githubHost },
};

describe('a secret of a resource that writes to a workspace', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  let faults: FaultWorld;
  let host: TestHost;
  let backend: BackendProcess;
  /** What everybody on the machine could see of processes. */
  const commands: Trace[] = [];

  beforeAll(async () => {
    faults = await FaultWorld.create();
  });
  afterAll(() => faults?.stop());
  afterEach(async () => {
    commands.length = 0;
    await faults.reset();
    await host?.stop();
  });

  it.each(
    databases
      .eachSupportedId()
      .map(([id]) => ({ id, ...hosts[id as keyof typeof hosts] })),
  )('is nowhere to be read, with $name and on $id', async ({ id, create }) => {
    const [first, second, cloud, git, webhook] = Array.from(
      { length: 5 },
      createSecret,
    );
    const words = [first, second, cloud, git, webhook].flatMap(
      each => each.words,
    );
    host = await create({
      token: git.words[0],
      webhookSecret: webhook.words[0],
    });
    const database = await faults.newDatabase(databases, id);
    backend = await host.startBackend(faults, database);
    const { client } = backend;
    const workspace = await host.connect(client);
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
      host: () => host.traces(),
      processes: async () => commands,
    };
    for (const name of ['database', 'api', 'answers', 'host']) {
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
      const bodies = await host.commentsOf(backend.client, pullRequest!);
      return bodies.some(body => body.includes(text));
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
