import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  Role,
  Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  createServices,
  type Services,
} from '../__testUtils__/serviceFixture';
import { AccessRecords } from './AccessRecords';
import { RecordRoleReader } from './RoleReader';
import type { FixedGrant } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('roles, %s', database => {
  const group = 'group:default/team';
  let services: Services;
  let above: Template;
  let template: Template;
  let parent: Resource;
  let resource: Resource;
  let projectId: string;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    const { knex } = services;
    above = await addTemplate(services, { abstract: true });
    template = await addTemplate(services, {
      parents: [above],
      abstract: true,
    });
    parent = await addResource(services, above);
    resource = await addResource(services, template, {
      parentIds: [parent.id],
    });
    projectId = randomUUID();
    await knex('projects').insert({
      id: projectId,
      key: 'p',
      name: 'P',
      enabled: true,
      metadata_free: false,
      labels: '[]',
      fields: '{}',
      revision: 1,
      created_by: 'user:default/ann',
      created_at: 0,
      updated_at: 0,
    });
    await knex('resources')
      .where({ id: resource.id })
      .update({ project_id: projectId });
    await knex('resource_ancestors')
      .insert({
        resource_id: resource.id,
        ancestor_id: parent.id,
        distance: 1,
      })
      .onConflict()
      .ignore();
  });
  afterEach(async () => {
    await services.knex('grants').delete();
    await services.knex('project_owners').delete();
  });

  const grant = (role: Role, kind: string, id: string) =>
    services.knex('grants').insert({
      id: randomUUID(),
      principal_ref: group,
      role,
      scope_kind: kind,
      scope_id: id,
      created_by: 'user:default/ann',
      created_at: 0,
    });
  const roleOn = (
    id = resource.id,
    refs = ['user:default/bob', group],
    options: { fixed?: FixedGrant[]; everyone?: Role } = {},
  ) => {
    const settings = {
      everyone: options.everyone,
      grants: options.fixed ?? [],
    };
    return new RecordRoleReader({
      records: new AccessRecords({ knex: services.knex, settings }),
      settings,
    }).roleOn(id, refs);
  };

  it.each<[string, () => string]>([
    ['global', () => '00000000-0000-0000-0000-000000000000'],
    ['project', () => projectId],
    ['template', () => template.id],
    ['template', () => above.id],
    ['resource', () => resource.id],
    ['resource', () => parent.id],
  ])('reach down from %s', async (kind, id) => {
    await grant('write', kind, id());
    expect(await roleOn()).toBe('write');
    expect(await roleOn(resource.id, ['user:default/eve'])).toBeUndefined();
  });

  it('do not reach up or aside', async () => {
    await grant('admin', 'template', template.id);
    await grant('admin', 'resource', resource.id);
    await grant('admin', 'project', projectId);
    expect(await roleOn(parent.id)).toBeUndefined();
  });

  it('add up to the strongest', async () => {
    await grant('read', 'resource', resource.id);
    await grant('admin', 'template', above.id);
    expect(await roleOn()).toBe('admin');
  });

  it('make owners of a project its admins', async () => {
    await services
      .knex('project_owners')
      .insert({ project_id: projectId, principal_ref: group });
    expect(await roleOn()).toBe('admin');
    expect(await roleOn(parent.id)).toBeUndefined();
  });

  it('come from the configuration too, and of everybody', async () => {
    const fixed: FixedGrant[] = [
      {
        principalRef: group,
        role: 'write',
        scope: { kind: 'resource', id: parent.id },
      },
    ];
    expect(await roleOn(resource.id, undefined, { fixed })).toBe('write');
    const stranger = ['user:default/eve'];
    expect(
      await roleOn(resource.id, stranger, { fixed, everyone: 'read' }),
    ).toBe('read');
    expect(await roleOn(randomUUID(), stranger, { everyone: 'read' })).toBe(
      undefined,
    );
    expect(await roleOn(resource.id, [], { everyone: 'read' })).toBe(undefined);
  });
});
