import { TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import {
  addResource,
  addTemplate,
  fresh,
} from '../__testUtils__/serviceFixture';
import {
  admins,
  ann,
  bob,
  createNotifierFixture,
  type NotifierFixture,
} from './__testUtils__/notifierFixture';
import { AccessRecords } from '../access';
import { RecordRoleHolders } from './RecordRoleHolders';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('approvers, %s', database => {
  let world: NotifierFixture;

  beforeAll(async () => {
    world = await createNotifierFixture(await databases.init(database));
  });

  beforeEach(() => world.reset());

  const waiting = (requirements: object[]) =>
    world.addRun([['awaiting_approval']], {
      columns: { approval: JSON.stringify({ requirements }) },
    });
  const own = { ref: ann, why: 'requester' };

  it('are told what waits for them, without those who may not decide', async () => {
    const { id, resource } = await waiting([
      { approvers: { refs: [bob, ann, admins] }, excluded: [own] },
    ]);
    await world.createNotifier().approvalRequested({ runId: id }, fresh('key'));
    expect(world.sent).toEqual([
      {
        recipients: {
          type: 'entity',
          entityRef: [bob, admins],
          excludeEntityRef: [ann],
        },
        payload: {
          title: `Update of '${resource.name}' waits for approval`,
          description: expect.any(String),
          severity: 'high',
          topic: 'infrakitchen.approvals',
          scope: `infrakitchen:run:${id}`,
          link: `/infra/runs/${id}#approval`,
        },
      },
    ]);
  });

  it('are found by the roles that reach the resource', async () => {
    const base = await addTemplate(world.services);
    const { id, resource } = await waiting([
      { approvers: { roles: ['write'] }, excluded: [own] },
    ]);
    const project = randomUUID();
    await world.knex('projects').insert({
      id: project,
      key: fresh('p'),
      name: fresh('P'),
      enabled: true,
      labels: '[]',
      fields: '{}',
      metadata_free: false,
      revision: 1,
      created_by: ann,
      created_at: 0,
      updated_at: 0,
    });
    await world.knex('project_owners').insert({
      project_id: project,
      principal_ref: 'group:default/owners',
    });
    await world
      .knex('resources')
      .where({ id: resource.id })
      .update({ project_id: project });
    const above = await addResource(world.services, world.template, {
      version: world.version,
    });
    await world.knex('resource_ancestors').insert({
      resource_id: resource.id,
      ancestor_id: above.id,
      distance: 1,
    });
    await world.knex('template_parents').insert({
      template_id: world.template.id,
      parent_id: base.id,
    });
    await world.grant(admins, 'admin', 'global');
    await world.grant('user:default/t', 'write', 'template', base.id);
    await world.grant('user:default/p', 'write', 'project', project);
    await world.grant('user:default/a', 'admin', 'resource', above.id);
    await world.grant('user:default/r', 'write', 'resource', resource.id);
    await world.grant('user:default/reader', 'read', 'resource', resource.id);
    await world.grant(
      'user:default/elsewhere',
      'admin',
      'template',
      randomUUID(),
    );
    await world.createNotifier().approvalRequested({ runId: id }, fresh('key'));
    expect(world.recipients()).toEqual([
      [
        admins,
        'group:default/owners',
        'user:default/a',
        'user:default/p',
        'user:default/r',
        'user:default/t',
      ],
    ]);
    const fixed = [
      ['user:default/g', 'global', {}],
      ['user:default/k', 'template', { key: base.key }],
      ['user:default/i', 'resource', { id: above.id }],
      ['user:default/x', 'template', { key: 'another' }],
    ] as const;
    const grants = fixed.map(([principalRef, kind, at]) => ({
      principalRef,
      role: 'admin' as const,
      scope: { kind, ...at },
    }));
    const holders = new RecordRoleHolders({
      records: new AccessRecords({ knex: world.knex, settings: { grants } }),
    });
    const all = (await holders.of(resource.id)).map(each => each.principalRef);
    expect(all).toEqual(
      expect.arrayContaining([
        'user:default/g',
        'user:default/k',
        'user:default/i',
      ]),
    );
    expect(all).not.toContain('user:default/x');
    await world.knex('template_parents').delete();
  });

  it('are the admins where a rule names nobody', async () => {
    await world.grant(admins, 'admin', 'global');
    await world.grant(bob, 'write', 'global');
    const { id } = await waiting([
      { approvers: {}, excluded: [own] },
      { approvers: { refs: [ann] }, excluded: [] },
    ]);
    await world.createNotifier().approvalRequested({ runId: id }, fresh('key'));
    expect(world.recipients()).toEqual([[admins, ann]]);
    expect(world.sent[0].recipients).not.toHaveProperty('excludeEntityRef');
  });

  it('are not told of what they may not see, though a rule names them', async () => {
    await world.grant(ann, 'read', 'global');
    const { id } = await waiting([
      { approvers: { refs: [bob, ann, admins] }, excluded: [] },
    ]);
    await world
      .createNotifier({ everyone: undefined })
      .approvalRequested({ runId: id }, fresh('key'));
    expect(world.recipients()).toEqual([[admins, ann]]);
  });

  it('are told once for each time that it begins to wait, and never late', async () => {
    const { id } = await waiting([
      { approvers: { refs: [bob] }, excluded: [] },
    ]);
    const notifier = world.createNotifier();
    await notifier.approvalRequested({ runId: id }, `${id}:1`);
    await notifier.approvalRequested({ runId: id }, `${id}:1`);
    await notifier.approvalRequested({ runId: id }, `${id}:2`);
    await world.knex('runs').where({ id }).update({ state: 'applying' });
    await notifier.approvalRequested({ runId: id }, `${id}:3`);
    expect(world.sent).toHaveLength(2);
  });

  it('are told of new rules where they were not asked before', async () => {
    await world.grant(admins, 'admin', 'global');
    const first = { approvers: { refs: [bob] }, excluded: [own] };
    const { id } = await waiting([first, { approvers: {}, excluded: [own] }]);
    const notifier = world.createNotifier();
    await notifier.approvalRequested({ runId: id, before: [first] }, 'later:1');
    expect(world.recipients()).toEqual([[admins]]);
    // Nor as a member of what is asked now.
    expect(world.sent[0].recipients).toMatchObject({
      excludeEntityRef: [ann, bob],
    });
    await notifier.approvalRequested(
      { runId: id, before: [first, { approvers: {}, excluded: [own] }] },
      'later:2',
    );
    expect(world.sent).toHaveLength(1);
  });

  describe('who are not the last ones', () => {
    const decided = (runId: string, by = bob) => ({
      ...{ runId, by, decision: 'approved' },
      ...{ given: 1, needed: 2 },
    });

    it('are counted to the requester, once', async () => {
      const { id, resource } = await waiting([]);
      const notifier = world.createNotifier();
      await notifier.approvalDecided(decided(id), `${id}:bob`);
      await notifier.approvalDecided(decided(id), `${id}:bob`);
      expect(world.sent).toMatchObject([
        {
          recipients: { entityRef: [ann] },
          payload: {
            title: `Update of '${resource.name}' has 1 of 2 approvals`,
            topic: 'infrakitchen.runs',
            link: `/infra/runs/${id}#approval`,
          },
        },
      ]);
    });

    it('are not told of what they did themselves, of a rejection, or late', async () => {
      const { id } = await waiting([]);
      const notifier = world.createNotifier();
      await notifier.approvalDecided(decided(id, ann), 'own');
      await notifier.approvalDecided(
        { ...decided(id), decision: 'rejected' },
        'rejected',
      );
      await world.knex('runs').where({ id }).update({ state: 'applying' });
      await notifier.approvalDecided(decided(id), 'late');
      expect(world.sent).toEqual([]);
    });
  });
});
