import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { ConnectionVault } from '../connections';
import { createConnectionProviders } from '../createConnections';
import { KeyRing } from '../crypto';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import { encryptedColumns } from './encryptedColumns';
import { Rewrapper } from './Rewrapper';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const ring = (...ids: string[]) =>
  new KeyRing(ids.map(id => ({ id, secret: id.repeat(40) })));

describe.each(databases.eachSupportedId())('re-encryption, %s', database => {
  let knex: Knex;
  let services: Services;

  beforeEach(async () => {
    knex = await databases.init(database);
    services = await createServices(knex, { keyIds: ['old'] });
    const vault = new ConnectionVault(services.keys);
    const provider = createConnectionProviders().secret.require('custom');
    for (let index = 0; index < 250; index++) {
      const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
      const { config, sealed } = vault.seal({ kind: 'secret', id }, provider, {
        values: { token: `token-${index}` },
      });
      await knex('secrets').insert({
        ...{ id, provider: 'custom', name: `Secret ${index}`, labels: '[]' },
        ...{ enabled: true, config: JSON.stringify(config), sealed },
        ...{ version: 1, rotated_at: 1, revision: 1, created_by: 'x' },
        ...{ created_at: 1, updated_at: 1 },
      });
    }
  });

  /** A resource whose values, outputs, inputs, plan and state are all secret. */
  async function addSecrets() {
    const template = await addTemplate(services);
    const version = await addVersion(services, template, {
      variables: [variable('password', 'string', { sensitive: true })],
    });
    const resource = await addResource(services, template, {
      version,
      values: { password: 'hunter2-hunter2' },
    });
    const run = await services.runService.request(
      resource.id,
      'provision',
      ann,
    );
    await services.worker.work(run.id, { sensitiveOutputs: { out: 'secret' } });
    await services.resourceService.update(
      resource.id,
      { values: { password: 'changed-secret' } },
      ann,
    );
    return resource;
  }

  const finish = async (rewrapper: Rewrapper) => {
    let status = await rewrapper.step({ limitMs: 5_000 });
    while (!status.done) {
      status = await rewrapper.step({ limitMs: 5_000 });
    }
    return status;
  };

  /** Values that the newest key cannot read. */
  async function leftBehind(keys: KeyRing): Promise<string[]> {
    const left: string[] = [];
    for (const { table, column, kept, context } of encryptedColumns) {
      for (const row of await knex(table).whereNotNull(column)) {
        const value =
          kept === 'json' ? JSON.parse(row[column]).sealed : row[column];
        const envelope =
          kept === 'bytes' ? value : Buffer.from(value, 'base64');
        try {
          keys.decrypt(envelope, context(row));
        } catch {
          left.push(`${table}.${column}`);
        }
      }
    }
    return left;
  }

  it('knows every encrypted column, and leaves nothing with the old key', async () => {
    const resource = await addSecrets();
    const filled = new Set(await leftBehind(ring('new')));
    expect([...filled].sort()).toEqual(
      [
        'resource_changes.sensitive_values',
        'resources.applied_inputs',
        'resources.sensitive_outputs',
        'resources.sensitive_values',
        'runs.inputs',
        'runs.plan_file',
        'secrets.sealed',
      ].sort(),
    );
    const both = ring('new', 'old');
    const status = await finish(new Rewrapper({ knex, keys: both }));
    expect(status.keys).toEqual(['new', 'old']);
    expect(
      status.columns.find(column => column.name === 'secrets.sealed'),
    ).toEqual({ name: 'secrets.sealed', rows: 250, done: true });
    expect(await leftBehind(ring('new'))).toEqual([]);
    const later = await createServices(knex, { keyIds: ['new'] });
    const { password } = (
      await later.values.resolve(
        later.values.targetOf({
          resource: (await later.resources.get(resource.id))!,
          parentIds: [],
          entries: { tags: [], configs: [] },
          version: await later.versions.get(resource.versionId!),
        }),
        { secrets: true },
      )
    ).variables.reduce<Record<string, unknown>>(
      (all, { name, value }) => ({ ...all, [name]: value }),
      {},
    );
    expect(password).toBe('hunter2-hunter2');
  });

  it('goes on where it was stopped', async () => {
    const keys = ring('new', 'old');
    // No time at all: each call ends before it looks at anything more.
    const first = await new Rewrapper({ knex, keys }).step({ limitMs: 0 });
    expect(first.done).toBe(false);
    const half = new Rewrapper({ knex, keys });
    const update = jest.spyOn(keys, 'rewrap');
    update.mockImplementationOnce(() => {
      throw new Error('killed');
    });
    await expect(half.step({ limitMs: 5_000 })).rejects.toThrow('killed');
    update.mockRestore();
    expect((await finish(new Rewrapper({ knex, keys }))).done).toBe(true);
    expect(await leftBehind(ring('new'))).toEqual([]);
  });

  it('lets whoever writes at the same time win, and several work at once', async () => {
    const keys = ring('new', 'old');
    const id = '00000000-0000-4000-8000-000000000007';
    const context = { table: 'secrets', column: 'sealed', id };
    const written = keys.encryptJson({ values: { token: 'written' } }, context);
    const rewrap = keys.rewrap.bind(keys);
    let raced = false;
    const writes: Promise<unknown>[] = [];
    jest.spyOn(keys, 'rewrap').mockImplementation((envelope, at) => {
      if (at.id === id && !raced) {
        raced = true;
        writes.push(
          knex('secrets').where({ id }).update({ sealed: written }).then(),
        );
      }
      return rewrap(envelope, at);
    });
    await Promise.all([
      finish(new Rewrapper({ knex, keys })),
      finish(new Rewrapper({ knex, keys })),
    ]);
    await Promise.all(writes);
    expect(await leftBehind(ring('new'))).toEqual([]);
  });

  it('says which key is missing, and loses nothing', async () => {
    const keys = ring('new');
    await expect(
      new Rewrapper({ knex, keys }).step({ limitMs: 5_000 }),
    ).rejects.toMatchObject({ code: 'encryption_key_missing' });
    expect(await leftBehind(ring('old'))).toEqual([]);
  });

  it('begins anew with another key', async () => {
    await finish(new Rewrapper({ knex, keys: ring('new', 'old') }));
    const newest = new Rewrapper({ knex, keys: ring('newest', 'new') });
    expect((await newest.status()).done).toBe(false);
    await finish(newest);
    expect(await leftBehind(ring('newest'))).toEqual([]);
  });
});
