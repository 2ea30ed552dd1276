import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Entry,
  ProjectInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  ann,
  bob,
  createServices,
  fresh,
  type Services,
} from '../__testUtils__/serviceFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const unknown = '00000000-0000-4000-8000-000000000001';

const entry = (name: string, value: string, inherited = true): Entry => ({
  name,
  value,
  inheritedByChildren: inherited,
});

describe.each(databases.eachSupportedId())('projects, %s', database => {
  let services: Services;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
  });

  const create = (input: Partial<ProjectInput> = {}, caller = ann) => {
    const key = fresh('project-');
    return services.projectService.create(
      { key, name: key.toUpperCase(), ...input } as ProjectInput,
      caller,
    );
  };

  const revisions = async (id: string) =>
    (await services.history.listRevisions('project', id, { limit: 50 })).items;

  const audit = async (id: string) =>
    (
      await services.history.listAudit(
        { fields: { entityKind: ['project'], entityId: [id] } },
        { limit: 50 },
      )
    ).items.map(({ action, outcome, actor, detail }) => ({
      action,
      outcome,
      actor,
      code: (detail as { code?: string } | undefined)?.code,
    }));

  it('keep everything that they were created with', async () => {
    const project = await create({
      description: 'Sells things.',
      owners: ['user:default/Bob', 'group:default/shop', 'user:default/bob'],
      labels: ['prod', 'eu'],
      tags: [entry('team', 'shop'), entry('cost-center', '42', false)],
      configs: [entry('region', 'eu-north-1')],
      fields: { Sponsor: 'Ann', ['__proto__']: 'x' },
      metadataFree: true,
    });
    expect(project).toMatchObject({
      description: 'Sells things.',
      owners: ['group:default/shop', 'user:default/bob'],
      enabled: true,
      labels: ['prod', 'eu'],
      tags: [entry('cost-center', '42', false), entry('team', 'shop')],
      configs: [entry('region', 'eu-north-1')],
      metadataFree: true,
      resourceCount: 0,
      revision: 1,
      createdBy: 'user:default/ann',
    });
    expect(project.fields.Sponsor).toBe('Ann');
    expect(await services.projectService.get(project.id)).toEqual(project);

    const [{ snapshot, createdBy }] = await revisions(project.id);
    const {
      resourceCount,
      createdAt,
      updatedAt,
      createdBy: by,
      ...kept
    } = project;
    expect(snapshot).toEqual(kept);
    expect(createdBy).toBe(by);
    expect(await audit(project.id)).toEqual([
      {
        action: 'project.created',
        outcome: 'succeeded',
        actor: 'user:default/ann',
        code: undefined,
      },
    ]);
  });

  it('are changed field by field', async () => {
    const { id } = await create({
      description: 'old',
      owners: ['user:default/ann'],
      tags: [entry('team', 'a'), entry('stage', 'dev')],
      configs: [entry('region', 'eu')],
      fields: { a: '1' },
    });
    const changed = await services.projectService.update(
      id,
      {
        name: fresh('Renamed '),
        description: '',
        owners: ['group:default/shop'],
        tags: [entry('team', 'b')],
        fields: {},
        metadataFree: true,
      },
      { ...bob, revision: 1 },
    );
    expect(changed).toMatchObject({
      owners: ['group:default/shop'],
      tags: [entry('team', 'b')],
      configs: [entry('region', 'eu')],
      fields: {},
      metadataFree: true,
      revision: 2,
    });
    expect(changed.description).toBeUndefined();
    const [newest, first] = await revisions(id);
    expect(newest).toMatchObject({
      revision: 2,
      createdBy: 'user:default/bob',
      snapshot: { owners: ['group:default/shop'], tags: [{ value: 'b' }] },
    });
    expect(first.snapshot).toMatchObject({ fields: { a: '1' } });
  });

  it('stay as they are where a patch changes nothing', async () => {
    const project = await create({
      owners: ['user:default/ann', 'group:default/z'],
      tags: [entry('b', '1'), entry('a', '2')],
    });
    const same = await services.projectService.update(
      project.id,
      {
        name: project.name,
        owners: ['group:default/z', 'user:default/ANN'],
        tags: [entry('a', '2'), entry('b', '1')],
      },
      ann,
    );
    expect(same).toEqual(project);
    expect(await revisions(project.id)).toHaveLength(1);
  });

  it('refuse who has seen an older one, and record that', async () => {
    const { id } = await create();
    const update = (description: string, revision: number) =>
      services.projectService.update(id, { description }, { ...bob, revision });
    await update('first', 1);
    await expect(update('second', 1)).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'stale_revision',
      culprits: [{ kind: 'project', id }],
    });
    expect(await audit(id)).toContainEqual({
      action: 'project.updated',
      outcome: 'refused',
      actor: 'user:default/bob',
      code: 'stale_revision',
    });
  });

  it('have a key and a name of their own', async () => {
    const first = await create();
    await expect(create({ key: first.key })).rejects.toMatchObject({
      code: 'project_key_taken',
      culprits: [{ kind: 'project', id: first.id, name: first.name }],
    });
    await expect(create({ name: first.name })).rejects.toMatchObject({
      code: 'project_name_taken',
      culprits: [{ kind: 'project', id: first.id }],
    });
    const second = await create();
    await expect(
      services.projectService.update(second.id, { name: first.name }, ann),
    ).rejects.toMatchObject({ code: 'project_name_taken' });
  });

  it('refuse an entry that is given twice', async () => {
    const twice = [entry('team', 'a'), entry('team', 'b')];
    await expect(create({ tags: twice })).rejects.toMatchObject({
      name: 'InputError',
      code: 'duplicate_tag',
    });
    await expect(create({ configs: twice })).rejects.toMatchObject({
      code: 'duplicate_config',
    });
  });

  it.each<[string, (service: Services['projectService']) => Promise<unknown>]>([
    ['get', service => service.get(unknown)],
    ['update', service => service.update(unknown, { name: 'x' }, ann)],
    ['act', service => service.act(unknown, 'disable', ann)],
    ['delete', service => service.delete(unknown, ann)],
  ])('are asked for by a known id: %s', async (_name, call) => {
    await expect(call(services.projectService)).rejects.toMatchObject({
      name: 'NotFoundError',
      code: 'project_not_found',
      culprits: [{ kind: 'project', id: unknown }],
    });
  });

  it('are disabled and enabled, once each', async () => {
    const { id } = await create();
    const act = (action: 'enable' | 'disable') =>
      services.projectService.act(id, action, ann);
    expect(await act('disable')).toMatchObject({ enabled: false, revision: 2 });
    expect(await act('disable')).toMatchObject({ enabled: false, revision: 2 });
    expect(await act('enable')).toMatchObject({ enabled: true, revision: 3 });
    expect((await audit(id)).map(line => line.action)).toEqual([
      'project.enabled',
      'project.disabled',
      'project.created',
    ]);
  });

  it('are deleted when nothing is in them, whatever its state', async () => {
    const template = await addTemplate(services, { abstract: true });
    const project = await create({ owners: ['user:default/ann'] });
    const { id: projectId } = project;
    const alive = await addResource(services, template, { projectId });
    const gone = await addResource(services, template, { projectId });
    await services.knex('resources').where({ id: gone.id }).update({
      state: 'destroyed',
    });
    const remove = () => services.projectService.delete(projectId, ann);
    await expect(remove()).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'has_resources',
      culprits: expect.arrayContaining([
        { kind: 'resource', id: alive.id, name: alive.name },
        { kind: 'resource', id: gone.id, name: gone.name },
      ]),
    });
    // The count is of what lives.
    expect(await services.projectService.get(projectId)).toMatchObject({
      resourceCount: 1,
    });
    await services.resourceService.delete(alive.id, ann);
    await expect(remove()).rejects.toMatchObject({
      culprits: [{ id: gone.id }],
    });
    await services.knex('resources').where({ id: gone.id }).delete();
    await remove();
    await expect(services.projectService.get(projectId)).rejects.toMatchObject({
      code: 'project_not_found',
    });
    expect(
      await services.knex('project_owners').where({
        project_id: projectId,
      }),
    ).toEqual([]);
    // What it was stays readable.
    expect(await revisions(projectId)).toHaveLength(2);
    expect((await audit(projectId)).map(line => line.outcome)).toEqual([
      'succeeded',
      'refused',
      'refused',
      'succeeded',
    ]);
  });

  it('are listed page by page, and found', async () => {
    const word = fresh('Listed');
    const names = ['c', 'a', 'b'].map(letter => `${word} ${letter}`);
    for (const [index, name] of names.entries()) {
      await create({
        name,
        labels: [index === 0 ? `${word}/Mark` : `${word}/mark`],
        owners: index === 2 ? [`group:default/${word}`] : [],
      });
    }
    const { items } = await services.projectService.list({ q: word, limit: 9 });
    const disabled = items.find(({ name }) => name === names[1])!;
    await services.projectService.act(disabled.id, 'disable', ann);

    const list = async (query: object) => {
      const page = await services.projectService.list({
        q: word.toLowerCase(),
        limit: 50,
        ...query,
      });
      return { ...page, letters: page.items.map(({ name }) => name.at(-1)) };
    };
    expect(await list({})).toMatchObject({
      letters: ['a', 'b', 'c'],
      totalItems: 3,
    });
    expect((await list({ orderBy: '-name' })).letters).toEqual(['c', 'b', 'a']);
    const first = await list({ limit: 2 });
    expect(first).toMatchObject({ letters: ['a', 'b'], totalItems: 3 });
    expect(await list({ limit: 2, cursor: first.nextCursor })).toMatchObject({
      letters: ['c'],
    });
    const filtered = async (...filter: string[]) =>
      (await list({ filter })).letters;
    expect(await filtered('enabled=false')).toEqual(['a']);
    expect(await filtered(`key=${disabled.key}`)).toEqual(['a']);
    expect(await filtered(`label=${word}/Mark`)).toEqual(['c']);
    expect(
      await filtered(`label=${word}/mark`, `label=${word}/Mark`),
    ).toHaveLength(3);
    expect(await filtered(`label=${word}/mar_`)).toEqual([]);
    expect(await filtered(`label=${word}`)).toEqual([]);
    expect(await filtered(`owner=group:default/${word}`)).toEqual(['b']);
    await expect(filtered('enabled=maybe')).rejects.toMatchObject({
      code: 'invalid_filter',
    });
    await expect(filtered('secret=1')).rejects.toMatchObject({
      code: 'unknown_filter',
    });
  });

  it('are listed with as many queries for many as for one', async () => {
    const word = fresh('Counted');
    const queries: string[] = [];
    const count = async () => {
      queries.length = 0;
      await services.projectService.list({ q: word, limit: 50 });
      return queries.length;
    };
    const listen = ({ sql }: { sql: string }) => queries.push(sql);
    await create({ name: `${word} 0`, tags: [entry('a', 'b')] });
    services.knex.on('query', listen);
    const forOne = await count();
    services.knex.off('query', listen);
    for (let index = 1; index < 6; index++) {
      await create({ name: `${word} ${index}` });
    }
    services.knex.on('query', listen);
    expect(await count()).toBe(forOne);
    services.knex.off('query', listen);
  });
});
