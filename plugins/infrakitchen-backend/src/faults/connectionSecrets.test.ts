import path from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  startStateServer,
  type StateServer,
} from '../__testUtils__/stateServer';
import type { BackendProcess } from './__testUtils__/backendProcess';
import {
  createKey,
  createSecret,
  indiscreet,
  outputOf,
} from './__testUtils__/canaries';
import { createCatalogue, importModule } from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import { filesBelow, leaksOf, sinksOf } from './__testUtils__/leaks';
import { wholeLog } from './__testUtils__/logs';
import { processesBelow, readProcesses } from './__testUtils__/processes';
import { finished } from './__testUtils__/until';

jest.setTimeout(480_000);

describe('what an integration, a secret or a storage was given', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  let faults: FaultWorld;
  let backend: BackendProcess;

  beforeAll(async () => {
    faults = await FaultWorld.create();
  });
  afterAll(() => faults.stop());
  afterEach(() => faults.reset());

  it.each(databases.eachSupportedId())(
    'is nowhere to be read: database, logs, API, generated files, processes, on %s',
    async databaseId => {
      const [plan, apply, rotated, unused, kept] = Array.from(
        { length: 5 },
        createSecret,
      );
      const key = createKey();
      const words = [plan, apply, rotated, unused, kept, key].flatMap(
        each => each.words,
      );
      const server = await startStateServer({
        ...{ username: 'portal', password: kept.value },
      });
      try {
        await expectNoLeak(server);
      } finally {
        await server.stop();
      }

      async function expectNoLeak({ host, states, url }: StateServer) {
        const config = await faults.newDatabase(databases, databaseId);
        backend = await faults.startBackend({
          world: faults.with({ integrations: { allowHosts: [host] } }),
          database: config,
          logLevel: 'debug',
        });
        const { client } = backend;
        const { network, createNetwork } = await createCatalogue(
          client,
          faults.world,
        );
        const net = await createNetwork('vault');
        await succeeds(net, 'provision');
        const database = await importModule(client, faults.world, {
          key: 'database',
          parentIds: [network.template.id],
          variableRules: {
            network_id: outputOf(network.template.id, 'network_id'),
            cidr: outputOf(network.template.id, 'cidr'),
          },
        });
        const cloud = await client.createConnection('integration', {
          provider: 'custom',
          name: 'Cloud',
          config: {
            variables: { CLOUD_TOKEN: plan.value },
            applyVariables: { CLOUD_TOKEN: apply.value },
          },
        });
        const secret = await client.createConnection('secret', {
          provider: 'custom',
          name: 'Passwords',
          config: { values: { admin_password: key.value } },
        });
        const storages = await Promise.all(
          [
            { name: 'Nowhere', address: 'https://127.0.0.1:1', own: unused },
            { name: 'Here', address: url, own: kept },
          ].map(({ name, address, own }) =>
            client.createConnection('storage', {
              ...{ provider: 'http', name },
              config: { address, username: 'portal', password: own.value },
            }),
          ),
        );
        for (const { kind, id } of [cloud, secret, ...storages]) {
          await client.testConnection(kind, id);
        }
        const db = await client.createResource({
          templateId: database.template.id,
          versionId: database.version.id,
          name: 'orders',
          parentIds: [net.id],
          values: { name: 'orders' },
          integrations: [{ id: cloud.id }],
          secretIds: [secret.id],
          storageId: storages[1].id,
        });
        // A provider that prints what it was given.
        const careless = `${indiscreet(key.value)}
printf 'token %s\\n' "$CLOUD_TOKEN"
printf '%s' "$CLOUD_TOKEN" | base64 -w0; echo
`;
        faults.engine.precede('plan', careless);
        faults.engine.precede('apply', careless);
        await faults.cloud.suffer({
          ...{ type: 'fail', kind: 'database', operation: 'create' },
          ...{ status: 400, message: `Password ${key.value} is too weak` },
        });
        const refused = await run(db, 'provision');
        expect(refused.state).toBe('failed');
        const log = await wholeLog(client, refused.id);
        expect(log).toContain('token ********');
        expect(log).toContain('login with ********');
        await faults.cloud.suffer();

        faults.engine.reset();
        faults.engine.hold('before-plan');
        faults.engine.hold('before-apply');
        const started = await client.actOnResource(db.id, 'provision');
        const runId = started.run!.id;
        await faults.engine.reached('before-plan');
        expectHidden(runId, plan.words);
        await expectNotGenerated(runId);
        faults.engine.release('before-plan');
        await faults.engine.reached('before-apply');
        expectHidden(runId, apply.words);
        await expectNotGenerated(runId);
        faults.engine.release('before-apply');
        expect((await finished(client, runId)).error).toBeUndefined();
        await faults.leftNothing(runId);
        expect(await passwordInCloud('orders')).toBe(key.value);
        expect([...states.keys()]).toEqual([`/database-${db.id}`]);

        await client.rotateConnection('secret', secret.id, {
          values: { admin_password: rotated.value },
        });
        await succeeds(db, 'update');
        expect(await passwordInCloud('orders')).toBe(rotated.value);
        const sinks = sinksOf({
          backend,
          database: config,
          workingDirectory: faults.workingDirectory,
        });
        for (const read of Object.values(sinks)) {
          expect(leaksOf(words, await read())).toEqual([]);
        }
      }

      /** Only the engine of a phase holds what it was given for that phase. */
      function expectHidden(runId: string, given: string[]) {
        const processes = readProcesses({
          pid: backend.pid,
          workingDirectory: faults.workingDirectory,
        });
        const engines = processes.filter(({ isEngine }) => isEngine);
        const others = processes.filter(({ isEngine }) => !isEngine);
        expect(others.length).toBeGreaterThan(0);
        expect(
          leaksOf(
            given,
            engines.map(({ environment }) => environment),
          ),
        ).not.toEqual([]);
        expect(
          leaksOf(
            words,
            processes.map(({ command }) => command),
          ),
        ).toEqual([]);
        expect(
          leaksOf(
            words,
            others.map(({ environment }) => environment),
          ),
        ).toEqual([]);
        expect([runId, processesBelow(faults.runDirectory(runId))]).not.toEqual(
          [runId, []],
        );
      }

      async function expectNotGenerated(runId: string) {
        const files = await filesBelow(faults.runDirectory(runId));
        expect(files.map(({ place }) => path.basename(place))).toEqual(
          expect.arrayContaining(['main.tf', 'terraform.tfvars.json']),
        );
        expect(leaksOf(words, files)).toEqual([]);
      }
    },
  );

  async function run(
    { id }: Resource,
    action: 'dry-run' | 'provision' | 'update' | 'destroy',
  ): Promise<RunDetail> {
    const started = await backend.client.actOnResource(id, action);
    const ended = await finished(backend.client, started.run!.id);
    await faults.leftNothing(ended.id);
    return ended;
  }

  async function succeeds(...call: Parameters<typeof run>): Promise<void> {
    const ended = await run(...call);
    expect(ended.error).toBeUndefined();
    expect(ended.state).toBe('succeeded');
  }

  async function passwordInCloud(name: string): Promise<unknown> {
    const [object] = await faults.cloud.named(name);
    return object.attributes.password;
  }
});
