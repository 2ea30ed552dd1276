import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { BackendProcess } from './__testUtils__/backendProcess';
import {
  createKey,
  createSecret,
  indiscreet,
  outputOf,
} from './__testUtils__/canaries';
import {
  addressOf,
  createCatalogue,
  importModule,
} from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import {
  databaseContent,
  everyAnswer,
  leaksOf,
  sinksOf,
} from './__testUtils__/leaks';
import { wholeLog } from './__testUtils__/logs';
import { finished, until, working } from './__testUtils__/until';

jest.setTimeout(480_000);

describe('a secret, from the form to the cloud and back', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  let faults: FaultWorld;
  let backend: BackendProcess;
  /** The newest run that has ended. */
  let lastRun: string;

  beforeAll(async () => {
    faults = await FaultWorld.create();
  });
  afterAll(() => faults.stop());
  afterEach(() => faults.reset());

  it.each(databases.eachSupportedId())(
    'is nowhere to be read: database, backend log, API, stream, files, on %s',
    async databaseId => {
      const config = await faults.newDatabase(databases, databaseId);
      backend = await faults.startBackend({
        database: config,
        logLevel: 'debug',
      });
      const { client } = backend;
      const [first, second] = [createSecret(), createSecret()];
      const key = createKey();
      // Secrets of the cloud, which nobody has given.
      const generated: string[] = [];
      const deleted: Record<string, string[]> = { resources: [] };
      const { region, network, createNetwork } = await createCatalogue(
        client,
        faults.world,
      );
      const net = await createNetwork('vault');
      await succeeds(net, 'provision');
      const references = {
        network_id: outputOf(network.template.id, 'network_id'),
        cidr: outputOf(network.template.id, 'cidr'),
      };
      const database = await importModule(client, faults.world, {
        key: 'database',
        parentIds: [network.template.id],
        variableRules: references,
      });
      const replica = await importModule(client, faults.world, {
        key: 'replica',
        module: 'database',
        parentIds: [database.template.id],
        variableRules: {
          ...references,
          admin_password: outputOf(database.template.id, 'password'),
        },
      });

      const db = await client.createResource({
        templateId: database.template.id,
        versionId: database.version.id,
        name: 'orders',
        parentIds: [net.id],
        values: { name: 'orders', admin_password: first.value },
      });
      await expect(
        client.updateResource(db.id, {
          values: { name: 'orders', admin_password: [first.value] },
        }),
      ).rejects.toMatchObject({ name: 'InputError' });

      // A provider that quotes what it was given.
      const careless = indiscreet(first.value, second.value, key.value);
      faults.engine.precede('plan', careless);
      faults.engine.precede('apply', careless);
      await refuse('create', first.value);
      const refused = await run(db, 'provision');
      expect(refused.state).toBe('failed');
      expect(refused.error!.message).toContain('********');
      const log = await wholeLog(client, refused.id);
      expect(log).toContain('login with ******** please');
      expect(log).toContain('url ********');
      expect(log).toContain('{"secret":"********"}');
      expect(log).toContain('in two ******** pieces');
      expect(log.filter(line => line === '********').length).toBeGreaterThan(3);
      await faults.cloud.suffer();
      await succeeds(db, 'provision');
      expect(await passwordInCloud('orders')).toBe(first.value);

      // A child that is given the secret as an output of its parent.
      const child = await client.createResource({
        templateId: replica.template.id,
        versionId: replica.version.id,
        name: 'orders-copy',
        parentIds: [db.id],
        values: { name: 'orders-copy' },
      });
      await succeeds(child, 'dry-run');
      await succeeds(child, 'provision');
      expect(await passwordInCloud('orders-copy')).toBe(first.value);

      // One that the cloud makes, for the child of a resource without secrets.
      const own = await client.createResource({
        templateId: database.template.id,
        versionId: database.version.id,
        name: 'made',
        parentIds: [net.id],
        values: { name: 'made' },
      });
      await succeeds(own, 'provision');
      generated.push(String(await passwordInCloud('made')));
      const heir = await client.createResource({
        templateId: replica.template.id,
        versionId: replica.version.id,
        name: 'made-copy',
        parentIds: [own.id],
        values: { name: 'made-copy' },
      });
      await succeeds(heir, 'provision');
      expect(await passwordInCloud('made-copy')).toBe(generated[0]);
      await expectNoLeak();

      // One of several lines, as keys have.
      await client.updateResource(own.id, {
        values: { name: 'made', admin_password: key.value },
      });
      await succeeds(own, 'update');
      expect(await passwordInCloud('made')).toBe(key.value);
      await becomesStale(heir);
      await succeeds(heir, 'update');
      expect(await passwordInCloud('made-copy')).toBe(key.value);

      // Whoever may see one asks for it; nobody else gets to know.
      expect(await client.revealOutput(own.id, 'password')).toEqual({
        name: 'password',
        value: key.value,
      });
      expect(backend.answers.pop()).toContain(key.words[0]);
      await expectNoLeak();

      await client.updateResource(db.id, {
        values: { name: 'orders', admin_password: second.value },
      });
      await succeeds(db, 'dry-run');
      await expectNoLeak();
      await refuse('update', second.value);
      expect((await run(db, 'update')).state).toBe('failed');
      await faults.cloud.suffer();
      await succeeds(db, 'update');
      expect(await passwordInCloud('orders')).toBe(second.value);
      await becomesStale(child);
      await succeeds(child, 'update');
      expect(await passwordInCloud('orders-copy')).toBe(second.value);
      await expectNoLeak();

      await refuse('delete', second.value);
      expect((await run(child, 'destroy')).state).toBe('failed');
      await faults.cloud.suffer();
      await succeeds(child, 'destroy');
      await succeeds(db, 'destroy');
      await succeeds(heir, 'destroy');
      await succeeds(own, 'destroy');
      await expectNoLeak();
      for (const { id } of [child, db, heir, own, net, region]) {
        if (id === net.id) {
          await succeeds(net, 'destroy');
        }
        await client.actOnResource(id, 'delete');
        deleted.resources.push(id);
      }
      await expectNoLeak();

      async function expectNoLeak(): Promise<void> {
        const sinks = sinksOf({
          backend,
          database: config,
          workingDirectory: faults.workingDirectory,
          deleted,
        });
        await until('the requester to be told of the last run', async () =>
          (await backend.notifications()).includes(`/runs/${lastRun}`),
        );
        // That the search would find something, were it there.
        for (const name of [
          'database',
          'api',
          'log',
          'answers',
          'notifications',
        ]) {
          const traces = await sinks[name]();
          expect([name, leaksOf(['orders'], traces)]).not.toEqual([name, []]);
        }
        for (const read of Object.values(sinks)) {
          const traces = await read();
          expect(
            leaksOf(
              [...first.words, ...second.words, ...key.words, ...generated],
              traces,
            ),
          ).toEqual([]);
        }
      }
    },
  );

  it('is masked by a restarted backend as well, in what the engine says after its death', async () => {
    const config = await faults.newDatabase(databases, 'SQLITE_3');
    backend = await faults.startBackend({ database: config });
    const secret = createSecret();
    const { network, createNetwork } = await createCatalogue(
      backend.client,
      faults.world,
    );
    const net = await createNetwork('vault');
    await succeeds(net, 'provision');
    const database = await importModule(backend.client, faults.world, {
      key: 'database',
      parentIds: [network.template.id],
    });
    const db = await backend.client.createResource({
      templateId: database.template.id,
      versionId: database.version.id,
      name: 'orders',
      parentIds: [net.id],
      values: {
        name: 'orders',
        network_id: (await faults.cloud.named('vault'))[0].id,
        cidr: '10.0.0.0/16',
        admin_password: secret.value,
      },
    });
    await refuse('create', secret.value, { delayMs: 8_000 });
    const started = await backend.client.actOnResource(db.id, 'provision');
    const runId = started.run!.id;
    await working(backend.client, runId, addressOf('database'));

    await backend.kill();
    backend = await faults.startBackend({
      database: config,
      port: backend.port,
    });

    const ended = await finished(backend.client, runId);
    expect(ended.error!.message).toContain('Password ******** (********');
    expect(
      leaksOf(secret.words, [
        ...(await databaseContent(config)),
        ...(await everyAnswer(backend)),
        { place: 'backend log', data: Buffer.from(backend.output()) },
      ]),
    ).toEqual([]);
  });

  it('would be found in any encoding', () => {
    const { value, words } = createSecret();
    for (const text of [
      JSON.stringify({ value }),
      encodeURIComponent(value),
      Buffer.from(value).toString('base64'),
      Buffer.from(`admin:${value}`).toString('base64'),
      Buffer.from(`user:${value}`).toString('base64url'),
      Buffer.from(value).toString('hex').toUpperCase(),
    ]) {
      expect(
        leaksOf(words, [{ place: 'here', data: Buffer.from(text) }]),
      ).not.toEqual([]);
    }
    const [line] = createKey().words;
    for (const half of [line.slice(0, 20), line.slice(16)]) {
      expect(
        leaksOf([line], [{ place: 'here', data: Buffer.from(half) }]),
      ).not.toEqual([]);
    }
  });

  async function run(
    { id }: Resource,
    action: 'dry-run' | 'provision' | 'update' | 'destroy',
  ): Promise<RunDetail> {
    const started = await backend.client.actOnResource(id, action);
    const ended = await finished(backend.client, started.run!.id);
    await faults.leftNothing(ended.id);
    lastRun = ended.id;
    return ended;
  }

  async function succeeds(...call: Parameters<typeof run>): Promise<void> {
    const ended = await run(...call);
    expect(ended.error).toBeUndefined();
    expect(ended.state).toBe('succeeded');
  }

  /** Children get to know what their parent has put out after its run. */
  async function becomesStale({ id }: Resource): Promise<void> {
    await until('the inputs of a child to be stale', async () => {
      const { staleInputs } = await backend.client.getResource(id);
      return staleInputs;
    });
  }

  function refuse(
    operation: 'create' | 'update' | 'delete',
    secret: string,
    { delayMs = 0 } = {},
  ) {
    const base64 = Buffer.from(secret).toString('base64');
    const url = encodeURIComponent(secret);
    const aim = { kind: 'database', operation };
    return faults.cloud.suffer(
      { type: 'slow', ...aim, delayMs },
      {
        type: 'fail',
        ...aim,
        status: 400,
        message: `Password ${secret} (${base64}, ?p=${url}) is too weak`,
      },
    );
  }

  async function passwordInCloud(name: string): Promise<unknown> {
    const [object] = await faults.cloud.named(name);
    return object.attributes.password;
  }
});
