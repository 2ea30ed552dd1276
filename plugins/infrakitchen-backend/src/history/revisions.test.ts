import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  RevisionKind,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import { startApi, type Api } from '../__testUtils__/startApi';
import { RevisionReader } from './RevisionReader';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('revisions, %s', database => {
  let knex: Knex;
  let services: Services;
  let api: Api;
  let template: { id: string };
  let version: TemplateVersion;

  beforeAll(async () => {
    knex = await databases.init(database);
    services = await createServices(knex);
    api = await startApi({
      knex,
      permitted: user =>
        user === 'user:default/reader'
          ? ['infrakitchen.resource.read', 'infrakitchen.template.read']
          : undefined,
    });
    template = await addTemplate(services);
    version = await addVersion(services, template, {
      variables: [
        variable('size', 'number', { default: null }),
        variable('note', 'string', { default: null }),
        variable('password', 'string', { default: null, sensitive: true }),
      ],
    });
  });
  afterAll(() => api?.stop());

  const create = (values: object, more: object = {}) =>
    addResource(services, template, { version, values, ...more } as any);
  const update = async ({ id }: { id: string }, patch: object) => {
    const { status, body } = await api.patch(`/resources/${id}`, patch);
    expect([status, body.error]).toEqual([200, undefined]);
    return body as Resource;
  };
  const provision = async ({ id }: Resource) => {
    const run = await services.runService.request(id, 'provision', ann);
    await services.worker.work(run.id);
  };
  const restore = (
    kind: RevisionKind,
    id: string,
    revision: number,
    user?: string,
  ) =>
    api.post(
      `/revisions/${kind}/${id}/${revision}/actions/restore`,
      undefined,
      user,
    );
  const fieldsOf = async (
    kind: RevisionKind,
    id: string,
    from: number,
    to: number,
  ) => {
    const { body } = await api.get(
      `/revisions/${kind}/${id}/compare?from=${from}&to=${to}`,
    );
    expect([body.from.revision, body.to.revision]).toEqual([from, to]);
    return body.fields;
  };

  it('are listed, compared and restored', async () => {
    const { id } = await create(
      { size: 1, password: 'first-secret' },
      { tags: [{ name: 'env', value: 'prod' }], labels: ['a'] },
    );
    await update(
      { id },
      {
        description: 'New',
        labels: ['b'],
        tags: [{ name: 'env', value: 'test' }],
        values: { size: 2, password: 'other-secret' },
      },
    );
    const list = await api.get(`/revisions/resource/${id}?limit=1`);
    expect(list.body.items).toMatchObject([
      {
        revision: 2,
        createdBy: 'user:default/ann',
        snapshot: {
          description: 'New',
          values: { size: 2 },
          sensitiveVariables: ['password'],
          parents: [],
        },
      },
    ]);
    expect(list.text).not.toMatch(/secret|Digest/);
    expect((await api.get(`/resources/${id}/revisions`)).body.items).toEqual(
      (await api.get(`/revisions/resource/${id}`)).body.items,
    );
    expect(await fieldsOf('resource', id, 1, 2)).toEqual([
      { field: 'description', sensitive: false, after: 'New' },
      { field: 'labels', sensitive: false, before: ['a'], after: ['b'] },
      { field: 'tags.env', sensitive: false, before: 'prod', after: 'test' },
      { field: 'values.password', sensitive: true },
      { field: 'values.size', sensitive: false, before: 1, after: 2 },
    ]);

    const restored = await restore('resource', id, 1);
    expect(restored.status).toBe(200);
    expect(restored.body).toEqual({
      revision: 3,
      fields: ['description', 'labels', 'tags.env', 'values.size'],
      skipped: ['values.password'],
    });
    expect(await fieldsOf('resource', id, 1, 3)).toEqual([
      { field: 'values.password', sensitive: true },
    ]);
    expect(await fieldsOf('resource', id, 2, 2)).toEqual([]);
    const again = await restore('resource', id, 1);
    expect(again.body).toMatchObject({ revision: 3, fields: [] });
    const audit = await api.get(`/resources/${id}/audit?limit=2`);
    expect(audit.body.items).toMatchObject([
      { action: 'revision.restored', detail: { revision: 1, fields: [] } },
      { action: 'revision.restored', detail: { revision: 1 } },
    ]);
  });

  it('show a secret as changed only where it has changed', async () => {
    const { id } = await create({ size: 1, password: 'one' });
    await update({ id }, { values: { size: 2 } });
    await update({ id }, { values: { size: 2, password: 'two' } });
    await update({ id }, { values: { size: 2, password: 'one' } });
    const secretChanged = async (from: number, to: number) =>
      (await fieldsOf('resource', id, from, to)).some(
        ({ field }: { field: string }) => field === 'values.password',
      );
    expect(await secretChanged(1, 2)).toBe(false);
    expect(await secretChanged(2, 3)).toBe(true);
    expect(await secretChanged(1, 3)).toBe(true);
    const rows = await knex('revisions').where({ entity_id: id });
    const digests = rows.map(
      row => JSON.parse(row.snapshot).sensitiveDigests.password,
    );
    expect(new Set(digests).size).toBe(2);
    // Of another resource the same secret has another digest.
    const twin = await create({ size: 1, password: 'one' });
    const [row] = await knex('revisions').where({ entity_id: twin.id });
    expect(digests).not.toContain(
      JSON.parse(row.snapshot).sensitiveDigests.password,
    );
  });

  it('take away again a secret that was not there', async () => {
    const { id } = await create({ size: 1 });
    await update({ id }, { values: { size: 1, password: 'later' } });
    expect((await restore('resource', id, 1)).body).toEqual({
      revision: 3,
      fields: ['values.password'],
      skipped: [],
    });
    expect((await api.get(`/resources/${id}`)).body).toMatchObject({
      sensitiveVariables: [],
    });
  });

  it('become the change of a provisioned resource, and undo one', async () => {
    const resource = await create({ size: 1 });
    const { id } = resource;
    await update(resource, { values: { size: 2 } });
    await provision(resource);
    const first = await restore('resource', id, 1);
    expect(first.body).toMatchObject({ fields: ['values.size'] });
    expect((await api.get(`/resources/${id}`)).body).toMatchObject({
      values: { size: 2 },
      hasPendingChange: true,
    });
    const { change } = (await api.get(`/resources/${id}/change`)).body;
    expect(change.fields).toMatchObject([
      { field: 'values.size', before: 2, after: 1 },
    ]);
    // What is stored is wanted again: there is nothing left to change.
    const back = await restore('resource', id, 2);
    expect(back.body).toMatchObject({ fields: ['values.size'], skipped: [] });
    expect((await api.get(`/resources/${id}`)).body).toMatchObject({
      values: { size: 2 },
      hasPendingChange: false,
    });
  });

  it('hide what became sensitive after it was written', async () => {
    const { id } = await create({ size: 1, note: 'was-in-clear' });
    await update({ id }, { values: { size: 1, note: 'is-in-clear' } });
    await api.patch(`/versions/${version.id}`, {
      variableRules: { note: { sensitive: true } },
    });
    try {
      const list = await api.get(`/revisions/resource/${id}`);
      const compared = await api.get(
        `/revisions/resource/${id}/compare?from=1&to=2`,
      );
      expect(list.text + compared.text).not.toContain('in-clear');
      expect(compared.body.fields).toEqual([
        { field: 'values.note', sensitive: true },
      ]);
      expect((await restore('resource', id, 1)).body).toEqual({
        revision: 2,
        fields: [],
        skipped: ['values.note'],
      });
    } finally {
      await api.patch(`/versions/${version.id}`, { variableRules: {} });
    }
  });

  it('are refused where they are unknown, stale or not permitted', async () => {
    const { id } = await create({ size: 1 });
    await update({ id }, { values: { size: 2 } });
    for (const path of [
      `/revisions/resource/${randomUUID()}`,
      `/revisions/template/${id}`,
      `/revisions/resource/${id}/compare?from=1&to=9`,
    ]) {
      const { status, body } = await api.get(path);
      expect([status, body.error.code]).toEqual([404, 'revision_not_found']);
    }
    expect((await api.get(`/revisions/run/${id}`)).status).toBe(400);
    const stale = await restore('resource', id, 1).set('If-Match', '"1"');
    expect(stale.body.error.code).toBe('stale_revision');
    expect((await restore('resource', id, 9)).status).toBe(404);
    expect((await restore('resource', id, 1, 'reader')).status).toBe(403);
    const { body } = await api.get(
      `/audit?filter=entityId=${id}&filter=action=revision.restored`,
    );
    expect(
      body.items.map((item: any) => [item.outcome, item.detail.code]),
    ).toEqual([
      ['refused', 'not_allowed'],
      ['refused', 'revision_not_found'],
      ['refused', 'stale_revision'],
    ]);
    expect((await api.get(`/resources/${id}`)).body.values).toEqual({
      size: 2,
    });
  });

  it('leave a resource where it is, and say so', async () => {
    const top = await addTemplate(services, { abstract: true });
    const below = await addTemplate(services, {
      abstract: true,
      parents: [top],
    });
    const [old, now] = [
      await addResource(services, top),
      await addResource(services, top),
    ];
    const { id } = await addResource(services, below, { parentIds: [old.id] });
    await update({ id }, { parentIds: [now.id], description: 'moved' });
    expect((await restore('resource', id, 1)).body).toEqual({
      revision: 3,
      fields: ['description'],
      skipped: ['parents'],
    });
    const { body } = await api.get(`/resources/${id}`);
    expect(body.parents).toMatchObject([{ id: now.id }]);
    expect(body.description).toBeUndefined();
  });

  it('never undo what somebody edits at the same moment', async () => {
    const { id } = await create({ size: 1 }, { description: 'old' });
    await update({ id }, { description: 'newer' });
    const { newest } = RevisionReader.prototype;
    jest
      .spyOn(RevisionReader.prototype, 'newest')
      .mockImplementationOnce(async function edited(this: any, ...args) {
        const found = await newest.apply(this, args);
        await update({ id }, { description: 'newest' });
        return found;
      });
    const { status, body } = await restore('resource', id, 1);
    expect([status, body.error.code]).toEqual([409, 'stale_revision']);
    expect((await api.get(`/resources/${id}`)).body.description).toBe('newest');
  });

  it('outlive their resource', async () => {
    const { id, name } = await create({ size: 1 });
    await update({ id }, { values: { size: 2 } });
    await api.post(`/resources/${id}/actions/delete`);
    expect((await api.get(`/resources/${id}`)).status).toBe(404);
    const { body } = await api.get(`/revisions/resource/${id}`);
    expect(body.items).toHaveLength(2);
    expect(await fieldsOf('resource', id, 1, 2)).toHaveLength(1);
    for (const path of [
      `/resources/${id}/audit`,
      `/audit?filter=entityId=${id}`,
    ]) {
      const [last] = (await api.get(path)).body.items;
      expect(last).toMatchObject({
        action: 'resource.deleted',
        entityName: name,
      });
    }
    const gone = await restore('resource', id, 1);
    expect([gone.status, gone.body.error.code]).toEqual([
      404,
      'resource_not_found',
    ]);
  });

  it('of templates and versions are restored, and outlive them', async () => {
    const key = fresh('tmpl');
    const created = await api.post('/templates', { key, name: key });
    const { id } = created.body;
    await api.patch(`/templates/${id}`, {
      description: 'New',
      conventions: { requiredTags: ['env'], requiredConfigs: [] },
    });
    expect((await restore('template', id, 1)).body).toEqual({
      revision: 3,
      fields: ['conventions.requiredTags', 'description'],
      skipped: [],
    });
    await api.post(`/templates/${id}/actions/disable`);
    expect((await restore('template', id, 2)).body).toMatchObject({
      revision: 5,
      skipped: ['enabled'],
    });
    expect((await api.ask('delete', `/templates/${id}`)).status).toBe(204);
    const left = await api.get(`/revisions/template/${id}`);
    expect(left.body.items.map((item: any) => item.revision)).toEqual([
      6, 5, 4, 3, 2, 1,
    ]);

    const own = await addVersion(services, template);
    const edit = (patch: object) => api.patch(`/versions/${own.id}`, patch);
    await edit({ description: 'one', lifecycle: 'preview' });
    await edit({ description: 'two', lifecycle: 'active' });
    expect((await restore('version', own.id, 2)).body).toEqual({
      revision: 4,
      fields: ['description', 'lifecycle'],
      skipped: [],
    });
    expect((await api.get(`/versions/${own.id}`)).body).toMatchObject({
      description: 'one',
      lifecycle: 'preview',
    });
    await api.post(`/versions/${own.id}/actions/disable`);
    expect((await api.ask('delete', `/versions/${own.id}`)).status).toBe(204);
    expect(
      (await api.get(`/revisions/version/${own.id}?limit=1`)).body.items,
    ).toMatchObject([{ revision: 6 }]);
  });

  it('of projects are restored, with owners and entries, and outlive them', async () => {
    const key = fresh('project-');
    const entry = {
      name: 'cost-center',
      value: '1',
      inheritedByChildren: true,
    };
    const created = await api.post('/projects', {
      key,
      name: key,
      owners: ['group:default/platform'],
      tags: [entry],
      fields: { budget: '100' },
    });
    const { id } = created.body;
    await api.patch(`/projects/${id}`, {
      owners: [],
      tags: [],
      fields: {},
      description: 'New',
    });
    expect((await restore('project', id, 1)).body).toMatchObject({
      revision: 3,
      skipped: [],
    });
    const { body } = await api.get(`/projects/${id}`);
    expect(body).toMatchObject({
      owners: ['group:default/platform'],
      tags: [entry],
      fields: { budget: '100' },
    });
    expect(body.description ?? '').toBe('');
    expect((await api.ask('delete', `/projects/${id}`)).status).toBe(204);
    const left = await api.get(`/revisions/project/${id}?limit=1`);
    expect(left.status).toBe(200);
  });
});
