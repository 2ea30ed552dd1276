import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  ResourcePatch,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  bob,
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('edit, %s', database => {
  let services: Services;
  let region: Template;
  let template: Template;
  let version: TemplateVersion;
  let parent: Resource;
  let resource: Resource;

  const variables = [
    variable('cidr'),
    variable('size', 'number', { default: 1 }),
    variable('zone', 'string', { default: 'a' }),
    variable('label', 'string', { default: 'l' }),
  ];
  const rules = {
    cidr: { unique: true },
    label: { frozen: true },
    zone: { options: ['a', 'b'] },
  };

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    region = await addTemplate(services, { abstract: true });
    template = await addTemplate(services, {
      parents: [region],
      conventions: { requiredTags: ['team'] },
    });
    version = await addVersion(services, template, { variables, rules });
    parent = await addResource(services, region, {
      tags: [{ name: 'team', value: 'x', inheritedByChildren: true }],
    });
  });

  beforeEach(async () => {
    resource = await addResource(services, template, {
      version,
      parentIds: [parent.id],
      values: { cidr: fresh('10.0.'), size: 2 },
    });
  });

  const update = (patch: ResourcePatch, revision?: number) =>
    services.resourceService.update(resource.id, patch, { ...bob, revision });

  const revisions = async () =>
    (
      await services.resourceService.revisions(resource.id, { limit: 50 })
    ).items.map(item => item.revision);

  const audit = async () =>
    (
      await services.resourceService.audit(resource.id, { limit: 50 })
    ).items.map(item => `${item.action} ${item.outcome}`);

  describe('what is not built yet', () => {
    it('is changed at once, with its history', async () => {
      const { cidr } = resource.values;
      const edited = await update({
        values: { cidr: cidr!, size: 3 },
        configs: [{ name: 'env', value: 'e', inheritedByChildren: false }],
        description: 'New',
        labels: ['l'],
        ownerRef: 'group:default/g',
        deletionProtection: true,
      });
      expect(edited).toMatchObject({
        values: { cidr, size: 3 },
        configs: [{ name: 'env', value: 'e', inheritedByChildren: false }],
        description: 'New',
        labels: ['l'],
        ownerRef: 'group:default/g',
        deletionProtection: true,
        hasPendingChange: false,
        revision: 2,
        createdBy: 'user:default/ann',
      });
      expect(await revisions()).toEqual([2, 1]);
      expect((await audit())[0]).toBe('resource.updated succeeded');
    });

    it('loses what is cleared, and keeps what is not named', async () => {
      await update({ description: 'D', ownerRef: 'group:default/g' });
      const cleared = await update({ description: '', ownerRef: '' });
      expect(cleared.description).toBeUndefined();
      expect(cleared.ownerRef).toBeUndefined();
      expect(cleared).toMatchObject({
        values: resource.values,
        parents: resource.parents,
      });
    });

    it('gets no revision from an edit that changes nothing', async () => {
      await update({ values: resource.values, tags: [], labels: [] });
      expect(await revisions()).toEqual([1]);
      expect(await audit()).toEqual(['resource.created succeeded']);
    });

    it('takes values as the whole set', async () => {
      const { cidr } = resource.values;
      expect((await update({ values: { cidr: cidr! } })).values).toEqual({
        cidr,
      });
    });

    it('may change what is frozen later', async () => {
      await update({ values: { ...resource.values, label: 'a' } });
      const edited = await update({
        values: { ...resource.values, label: 'b' },
      });
      expect(edited.values.label).toBe('b');
    });

    it('frees a unique value that it had', async () => {
      const { cidr } = resource.values;
      await update({ values: { cidr: fresh('10.1.') } });
      await addResource(services, template, {
        version,
        parentIds: [parent.id],
        values: { cidr: cidr! },
      });
      await expect(update({ values: { cidr: cidr! } })).rejects.toMatchObject({
        code: 'not_unique',
        culprits: [{ name: 'cidr' }, { kind: 'resource' }],
      });
    });

    it('may take another version, with its rules', async () => {
      const next = await addVersion(services, template, {
        variables: [variable('cidr'), variable('mode')],
      });
      const { cidr } = resource.values;
      await expect(update({ versionId: next.id })).rejects.toMatchObject({
        code: 'unknown_variable',
      });
      const edited = await update({
        versionId: next.id,
        values: { cidr: cidr!, mode: 'm' },
      });
      expect(edited).toMatchObject({
        versionId: next.id,
        version: { ref: next.ref },
        values: { cidr, mode: 'm' },
      });
    });
  });

  describe('optimistic lock', () => {
    it('refuses who has seen another revision', async () => {
      await update({ description: 'first' }, 1);
      await expect(update({ description: 'late' }, 1)).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'stale_revision',
        message: expect.stringContaining("'description' by user:default/bob"),
        culprits: [
          { kind: 'resource', id: resource.id },
          { kind: 'field', name: 'description' },
        ],
      });
      await update({ description: 'second' }, 2);
    });

    it('lets one of two at once win', async () => {
      const results = await Promise.allSettled([
        update({ description: 'a' }, 1),
        update({ description: 'b' }, 1),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      expect(await revisions()).toEqual([2, 1]);
    });
  });

  it.each(['destroyed', 'destroy'] as const)(
    'refuses what is %s',
    async state => {
      const { knex } = services;
      await knex('resources').where({ id: resource.id }).update({ state });
      await expect(update({ description: 'x' })).rejects.toMatchObject({
        code: 'wrong_state',
      });
    },
  );

  it('refuses inputs while a run is active, and takes the rest', async () => {
    const request = await services.runService.request(
      resource.id,
      'provision',
      ann,
    );
    await expect(update({ values: {} })).rejects.toMatchObject({
      code: 'run_active',
      culprits: [{ kind: 'run', id: request.id }],
    });
    const edited = await update({ description: 'meanwhile' });
    expect(edited).toMatchObject({
      description: 'meanwhile',
      status: 'queued',
    });
  });

  it('changes what is abstract at once, also with children', async () => {
    const edited = await services.resourceService.update(
      parent.id,
      { configs: [{ name: 'e', value: '1', inheritedByChildren: true }] },
      bob,
    );
    expect(edited).toMatchObject({
      hasPendingChange: false,
      configs: [{ name: 'e', value: '1' }],
    });
    await expect(
      services.resourceService.update(parent.id, { values: { a: 1 } }, bob),
    ).rejects.toMatchObject({ code: 'unknown_variable' });
  });

  it('does not know a resource that is not there', async () => {
    const id = randomUUID();
    await expect(
      services.resourceService.update(id, { description: 'x' }, bob),
    ).rejects.toMatchObject({
      name: 'NotFoundError',
      code: 'resource_not_found',
    });
  });
});
