import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Connection,
  Resource,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  createWorld,
  startPortal,
  type Portal,
  type World,
} from '../../__testUtils__/startPortal';
import {
  startStateServer,
  type StateServer,
} from '../../__testUtils__/stateServer';
import { until } from '../../__testUtils__/until';
import { GitFixture } from '../../sources/__testUtils__/gitFixtures';

jest.setTimeout(240_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const sha256 = (text: string) =>
  createHash('sha256').update(text).digest('hex');

/** Says, hashed, which secrets it got. */
const mainTf = `
variable "name" { type = string }
variable "db_password" {
  type      = string
  sensitive = true
}
variable "seats" {
  type    = number
  default = 1
}
resource "terraform_data" "this" { input = [var.name, sha256(nonsensitive(var.db_password))] }
output "password" { value = sha256(nonsensitive(var.db_password)) }
output "seats" { value = var.seats }
`;

describe.each(databases.eachSupportedId())(
  'runs with integrations, secrets and storages, with the real engine, %s',
  database => {
    const password = 'pässword "quoted"\nsecond line';
    const storagePassword = 'state-server-password';
    let world: World;
    let portal: Portal;
    let server: StateServer;
    let recorded: string;
    let template: { id: string };
    let version: { id: string };

    beforeAll(async () => {
      server = await startStateServer({
        username: 'portal',
        password: storagePassword,
      });
      world = await createWorld({
        integrations: { allowHosts: [server.host] },
      });
      recorded = path.join(world.directory, 'recorded');
      await mkdir(recorded);
      const config = world.config as any;
      config.infrakitchen.engine.binary = await createRecorder(world, recorded);
      const repository = await GitFixture.create(
        path.join(world.directory, 'secretive'),
      );
      await repository.commit({ 'main.tf': mainTf });
      await repository.git('tag', 'v1.0.0');
      portal = await startPortal({
        world,
        knex: await databases.init(database),
      });
      const imported = await portal.client.importTemplate({
        template: { key: 'secretive', name: 'Secretive' },
        version: {
          repositoryUrl: repository.directory,
          path: '',
          refType: 'tag',
          ref: 'v1.0.0',
        },
      });
      template = imported.template;
      version = imported.version;
    });

    afterAll(async () => {
      await portal?.stop();
      await world?.stop();
      await server?.stop();
    });

    const integration = (name: string, token: string) =>
      portal.client.createConnection('integration', {
        provider: 'custom',
        name,
        config: {
          variables: { CLOUD_TOKEN: `${token}-plan` },
          applyVariables: { CLOUD_TOKEN: `${token}-apply` },
        },
      });

    const secret = (name: string, values: Record<string, string>) =>
      portal.client.createConnection('secret', {
        provider: 'custom',
        name,
        config: { values },
      });

    const storage = (name: string) =>
      portal.client.createConnection('storage', {
        provider: 'http',
        name,
        config: {
          address: server.url,
          username: 'portal',
          password: storagePassword,
        },
      });

    const create = (name: string, connected: object): Promise<Resource> =>
      portal.client.createResource({
        templateId: template.id,
        versionId: version.id,
        name,
        values: { name },
        ...connected,
      });

    /** Has a state moved, and waits until that is over. */
    const moved = async (resourceId: string, storageId: string | null) => {
      const { id } = await portal.client.moveResourceStorage(
        resourceId,
        storageId,
      );
      const newest = async () =>
        (await portal.client.listStorageMoves(resourceId)).items[0];
      await until(async () => (await newest()).endedAt !== undefined);
      expect((await newest()).id).toBe(id);
      return newest();
    };

    const run = async (
      id: string,
      action: 'dry-run' | 'provision' | 'update' | 'destroy',
    ): Promise<RunDetail> => {
      const started = await portal.client.actOnResource(id, action);
      return portal.finished(started.run!.id);
    };

    /** Hashes of a variable by command, of the run with this id. */
    async function seen(runId: string): Promise<Record<string, string>> {
      const lines = (await readdir(recorded)).filter(name =>
        name.startsWith(runId),
      );
      const found: Record<string, string> = {};
      for (const name of lines) {
        const [, command] = name.split('.');
        found[command] = (
          await readFile(path.join(recorded, name), 'utf8')
        ).trim();
      }
      return found;
    }

    it('gives each phase its own, and what secrets hold to variables', async () => {
      const cloud = await integration('Cloud', 'first-token');
      const db = await secret('Database', {
        db_password: password,
        seats: '12345',
      });
      const kept = await storage('State server');
      expect(
        await portal.client.testConnection('storage', kept.id),
      ).toMatchObject({ ok: true });
      const made = await create('whole', {
        integrations: [{ id: cloud.id }],
        secretIds: [db.id],
        storageId: kept.id,
      });
      expect(made).toMatchObject({
        integrations: [{ id: cloud.id, name: 'Cloud', provider: 'custom' }],
        secrets: [{ id: db.id, name: 'Database' }],
        storage: { id: kept.id, name: 'State server' },
      });

      const provisioned = await run(made.id, 'provision');
      expect(provisioned.error).toBeUndefined();
      expect(provisioned.state).toBe('succeeded');
      expect(await seen(provisioned.id)).toMatchObject({
        plan: sha256('first-token-plan'),
        apply: sha256('first-token-apply'),
      });
      const built = await portal.client.getResource(made.id);
      expect(built.outputs).toEqual([
        { name: 'password', sensitive: false, value: sha256(password) },
        // It comes from a secret, so it is one.
        { name: 'seats', sensitive: true },
      ]);
      expect(await portal.client.revealOutput(made.id, 'seats')).toMatchObject({
        value: 12345,
      });

      const [[address, state]] = [...server.states];
      expect(address).toBe(`/secretive-${made.id}`);
      expect(server.locks.size).toBe(0);
      const { serial, lineage } = await portal.client.getResourceState(made.id);
      const objects = await portal.client.listStateObjects(made.id);
      expect(JSON.parse(state)).toMatchObject({ serial, lineage });
      expect(objects.items).toMatchObject([
        { address: 'module.this.terraform_data.this' },
      ]);
      const used = await portal.client.getConnection('integration', cloud.id);
      expect(used.lastUsedAt).toEqual(expect.any(String));
      const { items } = await portal.client.getConnectionUsage('secret', db.id);
      expect(items).toMatchObject([{ id: made.id, name: 'whole' }]);

      // Rotated, the next run gets the new ones, and the plan shows the change.
      await portal.client.rotateConnection('integration', cloud.id, {
        variables: { CLOUD_TOKEN: 'second-token-plan' },
        applyVariables: { CLOUD_TOKEN: 'second-token-apply' },
      });
      await portal.client.rotateConnection('secret', db.id, {
        values: { db_password: 'rotated-password', seats: '********' },
      });
      const updated = await run(made.id, 'update');
      expect(updated.error).toBeUndefined();
      expect(updated.planSummary).toMatchObject({ update: 1 });
      expect(await seen(updated.id)).toMatchObject({
        plan: sha256('second-token-plan'),
        apply: sha256('second-token-apply'),
      });

      // Disabled, it is refused before the engine starts; a destroy still works.
      await portal.client.actOnConnection('integration', cloud.id, 'disable');
      const refused = await run(made.id, 'dry-run');
      expect(refused).toMatchObject({
        state: 'failed',
        error: { code: 'integration_disabled' },
      });
      expect(await seen(refused.id)).toEqual({});
      await expect(
        portal.client.deleteConnection('integration', cloud.id),
      ).rejects.toMatchObject({
        code: 'integration_in_use',
        culprits: [{ kind: 'resource', id: made.id }],
      });
      const destroyed = await run(made.id, 'destroy');
      expect(destroyed.error).toBeUndefined();
      expect(destroyed.state).toBe('succeeded');
      await portal.client.deleteConnection('integration', cloud.id);

      for (const { id } of [provisioned, updated, destroyed]) {
        const log = JSON.stringify(await portal.client.getRunLog(id));
        for (const text of [
          'first-token',
          'second-token',
          'pässword',
          storagePassword,
        ]) {
          expect(log).not.toContain(text);
        }
      }
      const work = path.join(world.directory, 'work');
      const folders = path.join(work, 'worker-0', 'runs');
      await until(async () => (await readdir(folders)).length === 0);
      expect(await filesWith(work, ['-token-', storagePassword])).toEqual([]);
    });

    it('keeps what two runs are given at the same time apart', async () => {
      const names = ['left', 'right'];
      const db = await secret('Shared', { db_password: 'shared-password' });
      const made = await Promise.all(
        names.map(async name => {
          const cloud = await integration(name, `token-of-${name}`);
          return create(`twin-${name}`, {
            integrations: [{ id: cloud.id }],
            secretIds: [db.id],
          });
        }),
      );
      const started = await Promise.all(
        made.map(({ id }) => portal.client.actOnResource(id, 'provision')),
      );
      const ended = await Promise.all(
        started.map(each => portal.finished(each.run!.id)),
      );
      for (const [index, { id, state }] of ended.entries()) {
        expect(state).toBe('succeeded');
        expect(await seen(id)).toMatchObject({
          plan: sha256(`token-of-${names[index]}-plan`),
          apply: sha256(`token-of-${names[index]}-apply`),
        });
      }
    });

    it('moves a state to another storage and back, with every check', async () => {
      const db = await secret('For moving', { db_password: 'moving-password' });
      const kept = await storage('Second server');
      const made = await create('nomad', { secretIds: [db.id] });
      expect((await run(made.id, 'provision')).state).toBe('succeeded');
      const before = await portal.client.getResourceState(made.id);

      expect(await moved(made.id, kept.id)).toMatchObject({
        state: 'succeeded',
        lineage: before.lineage,
        serial: before.serial,
      });
      const { storage: there } = await portal.client.getResource(made.id);
      expect(there).toMatchObject({ id: kept.id });
      const address = `/secretive-${made.id}`;
      expect(JSON.parse(server.states.get(address)!)).toMatchObject({
        lineage: before.lineage,
        serial: before.serial,
      });
      expect(server.locks.size).toBe(0);
      await portal.client.rotateConnection('secret', db.id, {
        values: { db_password: 'moved-password' },
      });
      const updated = await run(made.id, 'update');
      expect(updated.error).toBeUndefined();
      expect(JSON.parse(server.states.get(address)!).serial).toBeGreaterThan(
        before.serial!,
      );

      await moved(made.id, null);
      // The copy that is left behind must be older than what comes back.
      await moved(made.id, kept.id);
      expect(await moved(made.id, null)).toMatchObject({ state: 'succeeded' });
      server.states.set(
        address,
        JSON.stringify({ version: 4, lineage: 'another', serial: 1 }),
      );
      expect(await moved(made.id, kept.id)).toMatchObject({
        state: 'failed',
        problem: { code: 'storage_occupied' },
      });
      const { storage: now } = await portal.client.getResource(made.id);
      expect(now).toBeUndefined();
      expect((await run(made.id, 'destroy')).state).toBe('succeeded');
    });

    it('says which secret a variable is missing from', async () => {
      const empty = await secret('Other', { something: 'other-value' });
      const made = await create('lacking', { secretIds: [empty.id] });
      expect(await run(made.id, 'provision')).toMatchObject({
        state: 'failed',
        error: {
          code: 'missing_values',
          message: expect.stringContaining("'db_password'"),
        },
      });
    });

    it('refuses integrations that set the same variable', async () => {
      const [one, two]: Connection[] = [
        await integration('One', 'one-token'),
        await integration('Two', 'two-token'),
      ];
      await expect(
        create('torn', { integrations: [{ id: one.id }, { id: two.id }] }),
      ).rejects.toMatchObject({
        code: 'integration_conflict',
        culprits: [{ id: one.id }, { id: two.id }],
      });
    });
  },
);

/** An engine that writes down, hashed, what its environment holds. */
async function createRecorder(world: World, directory: string) {
  const script = path.join(world.directory, 'recorder');
  const real = 'terraform';
  await writeFile(
    script,
    `#!/bin/sh
case "$1" in plan|apply)
  run=$(basename "$(dirname "$PWD")")
  printf %s "$CLOUD_TOKEN" | sha256sum | cut -d' ' -f1 > "${directory}/$run.$1"
esac
exec ${real} "$@"
`,
  );
  await chmod(script, 0o755);
  return script;
}

/** Files below a folder that hold one of some texts. */
async function filesWith(root: string, texts: string[]): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter(each => each.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    const content = await readFile(file, 'latin1');
    if (texts.some(text => content.includes(text))) {
      found.push(file);
    }
  }
  return found;
}
