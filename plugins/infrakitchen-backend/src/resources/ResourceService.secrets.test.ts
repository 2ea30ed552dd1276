import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  ResourcePatch,
  Template,
  TemplateVersion,
  Values,
  VariableRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  bob,
  createServices,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const SECRETS = ['hunter2-first', 'hunter2-second', 'hunter2-by-rule'];

describe.each(databases.eachSupportedId())('secret values, %s', database => {
  let services: Services;
  let template: Template;
  let version: TemplateVersion;
  let open: TemplateVersion;
  let resource: Resource;

  const variables = [
    variable('password', 'string', { sensitive: true }),
    variable('key', 'string', { default: null }),
    variable('size', 'number', { default: 1 }),
    // Names that every object has.
    variable('__proto__', 'string', { sensitive: true, default: null }),
    variable('constructor', 'string', { sensitive: true, default: null }),
  ];

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    template = await addTemplate(services);
    version = await addVersion(services, template, {
      variables,
      rules: { key: { sensitive: true } },
    });
    open = await addVersion(services, template, {
      variables: variables.map(v => ({ ...v, sensitive: false })),
    });
  });

  beforeEach(async () => {
    resource = await addResource(services, template, {
      version,
      values: { password: SECRETS[0], key: SECRETS[2], size: 2 },
    });
  });

  const update = (patch: ResourcePatch) =>
    services.resourceService.update(resource.id, patch, bob);
  const get = () => services.resourceService.get(resource.id);
  const run = async (action: 'provision' | 'update' | 'dry-run') => {
    const { id } = await services.runService.request(resource.id, action, ann);
    const { kind } = await services.worker.work(id);
    expect(kind).toBeDefined();
    return services.runService.get(id, ann);
  };
  /** What a run would be given. */
  const given = async () => {
    const { id } = await services.runService.request(
      resource.id,
      'dry-run',
      ann,
    );
    const claimed = await services.worker.claim(id);
    const { inputs, masked } = await services.reader.read(claimed);
    return { ...inputs, masked };
  };
  const setRules = (rules: VariableRules) =>
    services
      .knex('template_versions')
      .where({ id: version.id })
      .update({ variable_rules: JSON.stringify(rules) });

  afterEach(() => setRules({ key: { sensitive: true } }));

  async function everythingShown() {
    const { resourceService: service, knex } = services;
    const page = { limit: 50 };
    const rows = [];
    for (const table of [
      'resources',
      'resource_changes',
      'runs',
      'run_transitions',
      'revisions',
      'audit',
      'outbox',
    ]) {
      rows.push(await knex(table));
    }
    return JSON.stringify([
      await get(),
      await service.change(resource.id),
      await service.effective(resource.id),
      await service.revisions(resource.id, page),
      await service.audit(resource.id, page),
      rows,
    ]);
  }

  it('are stored encrypted and shown nowhere', async () => {
    await run('provision');
    await update({ values: { password: SECRETS[1], size: 3 } });
    const applied = await run('update');
    const shown = (await everythingShown()) + JSON.stringify(applied);
    for (const secret of SECRETS) {
      expect(shown).not.toContain(secret);
      expect(shown).not.toContain(Buffer.from(secret).toString('base64'));
    }
    expect(await get()).toMatchObject({
      values: { size: 3 },
      sensitiveVariables: ['key', 'password'],
    });
  });

  it('are known to be set', async () => {
    const { variables: found } = await services.resourceService.effective(
      resource.id,
    );
    const of = (name: string) => found.find(item => item.name === name);
    expect(of('password')).toMatchObject({
      isSet: true,
      sensitive: true,
      provenance: { source: 'resource' },
    });
    expect(of('password')).not.toHaveProperty('value');
    await update({
      values: { password: SECRETS[0], constructor: SECRETS[1] } as never,
    });
    const { variables: again } = await services.resourceService.effective(
      resource.id,
    );
    expect(again.find(item => item.name === 'constructor')).toMatchObject({
      isSet: true,
      provenance: { source: 'resource' },
    });
  });

  it.each(['provision', 'provisioned'])(
    'stay when they are left out of an edit in %s, and go when they are unset',
    async state => {
      await (state === 'provisioned' && run('provision'));
      await update({ values: { size: 3 } });
      expect((await given()).values).toMatchObject({
        password: SECRETS[0],
        key: SECRETS[2],
        size: 3,
      });
      await update({ values: { size: 4 } });
      await update({ unsetSensitive: ['key'] });
      expect((await given()).values).toEqual({
        password: SECRETS[0],
        size: 4,
      });
      await expect(
        update({ unsetSensitive: ['password'] }),
      ).rejects.toMatchObject({ code: 'missing_value' });
      await update({ values: { password: SECRETS[1] } });
      expect((await given()).values).toEqual({ password: SECRETS[1] });
    },
  );

  it('are told of in a change without their values', async () => {
    await run('provision');
    await update({ values: { password: SECRETS[1], size: 2 } });
    expect(
      (await services.resourceService.change(resource.id))!.fields,
    ).toEqual([
      {
        field: 'values.password',
        sensitive: true,
        author: 'user:default/bob',
      },
    ]);
  });

  it('make no change when the same secret is sent again', async () => {
    await run('provision');
    const edited = await update({
      values: { password: SECRETS[0], key: SECRETS[2], size: 2 },
    });
    expect(edited.hasPendingChange).toBe(false);
  });

  it('make no revision when nothing changes', async () => {
    const edited = await update({ values: { size: 2 } });
    expect(edited.revision).toBe(1);
  });

  it('gives a secret to a run whatever its name is', async () => {
    const values = JSON.parse(
      `{"password": "${SECRETS[0]}", "__proto__": "${SECRETS[1]}"}`,
    );
    resource = await addResource(services, template, { version, values });
    expect(Object.entries((await given()).values)).toEqual(
      expect.arrayContaining(Object.entries(values)),
    );
  });

  describe('with a version that does not call them sensitive', () => {
    it.each(['provision', 'provisioned'])('stay secret in %s', async state => {
      await (state === 'provisioned' && run('provision'));
      await update({ versionId: open.id, values: { size: 2 } });
      const { values, sensitive, masked } = await given();
      expect(values).toMatchObject({ password: SECRETS[0] });
      expect(sensitive).toEqual(expect.arrayContaining(['password', 'key']));
      expect(JSON.stringify(masked)).not.toContain('hunter2');
      const applied = state === 'provisioned' ? await run('update') : undefined;
      expect((await get()).versionId).toBe(open.id);
      const shown = (await everythingShown()) + JSON.stringify(applied ?? '');
      expect(shown).not.toContain('hunter2');
      await update({ values: { size: 5 } });
      expect((await given()).values).toMatchObject({ password: SECRETS[0] });
      expect(await everythingShown()).not.toContain('hunter2');
    });

    it('are not shown as what was before', async () => {
      await run('provision');
      await update({
        versionId: open.id,
        values: { password: 'now-in-the-open', size: 2 },
      });
      const { fields } = (await services.resourceService.change(resource.id))!;
      expect(fields).toContainEqual({
        field: 'values.password',
        sensitive: true,
        author: 'user:default/bob',
      });
      expect(await everythingShown()).not.toContain(SECRETS[0]);
    });
  });

  it('are hidden once a rule makes them secret, and stay when left out', async () => {
    await setRules({});
    const clear = await addResource(services, template, {
      version,
      values: { password: SECRETS[0], key: 'was-in-the-open' },
    });
    expect(clear.values).toEqual({ key: 'was-in-the-open' });
    await setRules({ key: { sensitive: true } });
    expect(await services.resourceService.get(clear.id)).toMatchObject({
      values: {},
      sensitiveVariables: ['key', 'password'],
    });
    await services.resourceService.update(
      clear.id,
      { values: { size: 9 } },
      bob,
    );
    const stored = await services.resources.get(clear.id);
    expect(stored).toMatchObject({
      ownValues: { size: 9 },
      sensitiveValues: { names: ['key', 'password'] },
    });
  });

  it('look changed when they are, and not when a key was added', async () => {
    const { knex } = services;
    const rotated = await createServices(knex, { keyIds: ['new', 'test'] });
    const edit = (values: Values) =>
      rotated.resourceService.update(resource.id, { values }, bob);
    await edit({ size: 3 });
    await edit({ size: 3, password: SECRETS[1] });
    const changed = async (from: number, to: number) =>
      (
        await rotated.revisions.compare('resource', resource.id, { from, to })
      ).fields.map(({ field }) => field);
    expect(await changed(1, 2)).toEqual(['values.size']);
    expect(await changed(2, 3)).toEqual(['values.password']);
  });

  it('cannot be stored without an encryption key', async () => {
    const none = await createServices(await databases.init(database), {
      keyIds: [],
    });
    const own = await addTemplate(none);
    const first = await addVersion(none, own, { variables });
    await expect(
      addResource(none, own, { version: first, values: { password: 'x' } }),
    ).rejects.toMatchObject({ code: 'encryption_not_configured' });
    const second = await addVersion(none, own);
    const plain = await addResource(none, own, { version: second });
    await expect(
      none.runService.request(plain.id, 'provision', ann),
    ).rejects.toMatchObject({ code: 'encryption_not_configured' });
  });
});
