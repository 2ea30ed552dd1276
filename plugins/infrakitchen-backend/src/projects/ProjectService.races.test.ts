import { TestDatabases } from '@backstage/backend-test-utils';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { AccessRecords, DefaultGrantService } from '../access';
import { fakeAccess } from '../access/__testUtils__/fakeAccess';
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
// Who comes first differs from time to time.
const rounds = [1, 2, 3, 4, 5, 6, 7, 8];

describe.each(databases.eachSupportedId())('projects at once, %s', database => {
  let services: Services;
  let template: Template;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    template = await addTemplate(services, { abstract: true });
  });

  const create = (key = fresh('project-'), caller = ann) =>
    services.projectService.create({ key, name: fresh('Project ') }, caller);
  const disable = (id: string) =>
    services.projectService.act(id, 'disable', ann);

  /** Codes of those that failed, and what the others gave. */
  async function race<T>(works: Promise<T>[]) {
    const results = await Promise.allSettled(works);
    return {
      won: results.flatMap(r => (r.status === 'fulfilled' ? [r.value] : [])),
      codes: results.flatMap(r =>
        r.status === 'rejected' ? [r.reason.code ?? String(r.reason)] : [],
      ),
    };
  }

  it.each(rounds)(
    'two of one key: one is created, the other is told of it (%s)',
    async () => {
      const key = fresh('raced-');
      const { won, codes } = await race([create(key, ann), create(key, bob)]);
      expect(won).toHaveLength(1);
      expect(codes).toEqual(['project_key_taken']);
    },
  );

  it('two edits of one revision: one is refused', async () => {
    const { id } = await create();
    const edit = (description: string) =>
      services.projectService.update(
        id,
        { description },
        { ...ann, revision: 1 },
      );
    const { won, codes } = await race([edit('a'), edit('b')]);
    expect(won).toHaveLength(1);
    expect(codes).toEqual(['stale_revision']);
    const { items } = await services.history.listRevisions('project', id, {
      limit: 9,
    });
    expect(items).toHaveLength(2);
  });

  it.each(rounds)(
    'delete and create in it: one of them happens (%s)',
    async () => {
      const { id: projectId } = await create();
      const { won, codes } = await race<unknown>([
        services.projectService.delete(projectId, ann),
        addResource(services, template, { projectId }),
      ]);
      expect(won).toHaveLength(1);
      expect(['has_resources', 'project_not_found']).toContain(codes[0]);
      const rows = await services
        .knex('resources')
        .where({ project_id: projectId });
      expect(rows).toHaveLength(codes[0] === 'has_resources' ? 1 : 0);
    },
  );

  it.each(rounds)(
    'disable and create in it: none is created after (%s)',
    async () => {
      const { id: projectId } = await create();
      const { codes } = await race<unknown>([
        addResource(services, template, { projectId }),
        disable(projectId),
        addResource(services, template, { projectId }),
      ]);
      expect(codes.every(code => code === 'project_disabled')).toBe(true);
      const { resourceCount } = await services.projectService.get(projectId);
      expect(resourceCount).toBe(2 - codes.length);
      await expect(
        addResource(services, template, { projectId }),
      ).rejects.toMatchObject({ code: 'project_disabled' });
    },
  );

  it.each(rounds)(
    'disable and move into it: both, or only the disabling (%s)',
    async () => {
      const { id: projectId } = await create();
      const { id } = await addResource(services, template);
      const { codes } = await race<unknown>([
        services.resourceService.update(id, { projectId }, ann),
        disable(projectId),
      ]);
      const { project } = await services.resourceService.get(id);
      expect(project?.id).toBe(codes.length === 0 ? projectId : undefined);
      expect(['', 'project_disabled']).toContain(codes.join());
    },
  );

  it.each(rounds)(
    'delete and a rule about it: one of them happens (%s)',
    async () => {
      const { id } = await create();
      const { won, codes } = await race<unknown>([
        services.projectService.delete(id, ann),
        services.ruleService.create(
          {
            name: fresh('rule '),
            scope: { kind: 'project', id },
            effect: 'require',
          },
          ann,
        ),
      ]);
      expect(won).toHaveLength(1);
      expect(['has_approval_rules', 'scope_not_found']).toContain(codes[0]);
      const rules = await services
        .knex('approval_rules')
        .where({ scope_value: id });
      expect(rules).toHaveLength(codes[0] === 'has_approval_rules' ? 1 : 0);
    },
  );

  it('a project stays as long as a rule is about it', async () => {
    const { id, name } = await create();
    const rule = await services.ruleService.create(
      {
        name: fresh('rule '),
        scope: { kind: 'project', id },
        effect: 'exempt',
        enabled: false,
      },
      ann,
    );
    await expect(services.projectService.delete(id, ann)).rejects.toMatchObject(
      {
        code: 'has_approval_rules',
        message: expect.stringContaining(`'${name}'`),
        culprits: [{ kind: 'approval_rule', id: rule.id, name: rule.name }],
      },
    );
    await services.ruleService.delete(rule.id, ann);
    await services.projectService.delete(id, ann);
  });

  it.each(rounds)(
    'delete and a role at it: none is left behind, and the trail says which were (%s)',
    async () => {
      const { id } = await create();
      const settings = { grants: [] };
      const grants = new DefaultGrantService({
        ...services,
        settings,
        access: fakeAccess('all'),
        records: new AccessRecords({ knex: services.knex, settings }),
        principals: { knows: async () => true },
      });
      const give = (name: string) =>
        grants.give(
          {
            principalRef: `user:default/${name}`,
            role: 'write',
            scope: { kind: 'project', id },
          },
          ann,
        );
      await give('first');
      const { codes } = await race<unknown>([
        services.projectService.delete(id, ann),
        give('second'),
      ]);
      expect(['', 'project_not_found']).toContain(codes.join());
      expect(await services.knex('grants').where({ scope_id: id })).toEqual([]);
      const { detail } = await services
        .knex('audit')
        .where({ entity_id: id, action: 'project.deleted' })
        .first();
      const taken = ['first', ...(codes.length > 0 ? [] : ['second'])];
      expect(JSON.parse(detail).grants).toHaveLength(taken.length);
      expect(JSON.parse(detail).grants).toEqual(
        expect.arrayContaining(
          taken.map(name => ({
            principalRef: `user:default/${name}`,
            role: 'write',
          })),
        ),
      );
    },
  );
});
