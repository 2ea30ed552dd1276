import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Conventions,
  Resource,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
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
import type { AccessScope } from '../access';
import { DefaultViolationService } from './DefaultViolationService';
import { Examiner } from './Examiner';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('violations, %s', database => {
  let services: Services;
  let violations: DefaultViolationService;
  let parentTemplate: Template;
  let parent: Resource;
  let template: Template;
  let version: TemplateVersion;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    violations = new DefaultViolationService({
      ...services,
      examiner: new Examiner(services),
    });
    parentTemplate = await addTemplate(services, { abstract: true });
  });

  beforeEach(async () => {
    parent = await addResource(services, parentTemplate);
    template = await addTemplate(services, { parents: [parentTemplate] });
    version = await addVersion(services, template, {
      variables: [
        variable('env'),
        variable('password', 'string', { sensitive: true, default: null }),
        variable('pin', 'string', { default: null }),
      ],
    });
  });

  const add = (name: string, env: string, more: object = {}) =>
    addResource(services, template, {
      version,
      name,
      parentIds: [parent.id],
      values: { env, ...more },
    });
  const setConventions = (conventions: Partial<Conventions>) =>
    services
      .knex('templates')
      .where({ id: template.id })
      .update({
        conventions: JSON.stringify({
          ...template.conventions,
          ...conventions,
        }),
      });
  const brief = ({ items }: Awaited<ReturnType<typeof violations.list>>) =>
    items.map(({ resource, errors }) => [
      resource.name,
      ...errors.map(({ code }) => code),
    ]);
  const all = { limit: 50 };

  it('are none where everything holds', async () => {
    await add('a', 'prod');
    expect(await violations.list(template.id, all)).toEqual({
      items: [],
      checked: 1,
    });
  });

  it('are told of conventions that came later, by resource', async () => {
    await add('prod', 'prod');
    await add('other', 'prod');
    const gone = await add('gone', 'prod');
    await services.resourceService.delete(gone.id, ann);
    await setConventions({
      namePattern: '{env}',
      requiredTags: ['team'],
      maxChildren: 1,
    });
    expect(brief(await violations.list(template.id, all))).toEqual([
      ['other', 'missing_tag', 'name_convention', 'too_many_children'],
      ['prod', 'missing_tag', 'too_many_children'],
    ]);
  });

  it('of conventions that nobody has saved yet change nothing', async () => {
    await add('a', 'prod');
    const conventions = {
      namePattern: '{env}',
      requiredTags: [],
      requiredConfigs: [],
      allowedProviders: [],
    };
    const page = await violations.previewConventions(
      template.id,
      { conventions },
      all,
    );
    expect(brief(page)).toEqual([['a', 'name_convention']]);
    expect(brief(await violations.list(template.id, all))).toEqual([]);
    await expect(
      violations.previewConventions(
        template.id,
        { conventions: { ...conventions, namePattern: '{evn}' } },
        all,
      ),
    ).rejects.toMatchObject({ code: 'invalid_name_pattern' });
  });

  it('that are there already are no matter of what is proposed', async () => {
    await add('a', 'prod');
    await setConventions({ namePattern: '{env}', maxChildren: 1 });
    expect(brief(await violations.list(template.id, all))).toHaveLength(1);
    const conventions = {
      namePattern: '{env}',
      requiredTags: [],
      requiredConfigs: [],
    };
    const proposals = [
      violations.previewVersion(version.id, { variableRules: {} }, all),
      violations.previewConventions(template.id, { conventions }, all),
    ];
    expect((await Promise.all(proposals)).map(brief)).toEqual([[], []]);
  });

  it('of rules that nobody has saved yet', async () => {
    await add('a', 'prod');
    await add('b', 'development');
    const page = await violations.previewVersion(
      version.id,
      { variableRules: { env: { maxLength: 4 } } },
      all,
    );
    expect(brief(page)).toEqual([['b', 'too_long']]);
    await expect(
      violations.previewVersion(
        version.id,
        { variableRules: { env: { pattern: '(' } } },
        all,
      ),
    ).rejects.toMatchObject({ code: 'invalid_rule' });
  });

  it('of a rule that makes unique what is not, naming only what may be seen', async () => {
    const [a, b] = [await add('a', 'prod'), await add('b', 'prod')];
    await add('c', 'dev');
    const preview = (scope?: AccessScope) =>
      violations.previewVersion(
        version.id,
        { variableRules: { env: { unique: true } } },
        all,
        { ...ann, scope },
      );
    expect(brief(await preview())).toEqual([
      ['a', 'not_unique'],
      ['b', 'not_unique'],
    ]);
    const [{ errors }] = (await preview()).items;
    expect(errors).toMatchObject([
      { variable: 'env', culprits: [{ name: 'env' }, { id: b.id }] },
    ]);
    const hidden = await preview({
      restrict: (_kind, query, table = 'resources') =>
        query.whereNot(`${table}.id`, b.id),
    } as Partial<AccessScope> as AccessScope);
    expect(hidden.items.map(({ resource }) => resource.id)).toEqual([a.id]);
    expect(JSON.stringify(hidden)).not.toContain(b.id);
  });

  it('tell of a crowded parent only to those who may see it, and to nobody how crowded', async () => {
    await add('a', 'prod');
    await add('b', 'prod');
    await setConventions({ maxChildren: 1 });
    const list = (scope?: AccessScope) =>
      violations.list(template.id, all, { ...ann, scope });
    const seen = (await list()).items[0].errors[0];
    expect(seen).toMatchObject({
      culprits: [{ id: parent.id }],
      message: expect.stringContaining('than the 1 that it may have'),
    });
    const hidden = await list({
      restrict: (_kind, query, table = 'resources') =>
        query.whereNot(`${table}.id`, parent.id),
    } as Partial<AccessScope> as AccessScope);
    expect(hidden.items).toHaveLength(2);
    expect(JSON.stringify(hidden)).not.toContain(parent.id);
  });

  it('with a pattern that is built to hang take no longer', async () => {
    await add('a', 'a'.repeat(5_000));
    const page = await violations.previewVersion(
      version.id,
      { variableRules: { env: { pattern: '^(a+)+$|^(a|aa)+b$' } } },
      all,
    );
    expect(brief(page)).toEqual([]);
  });

  it('tell nothing of a secret, also where a rule made it one', async () => {
    const marked = await addVersion(services, template, {
      variables: version.analysis!.variables,
      rules: { pin: { sensitive: true } },
    });
    await add('secrets', 'prod', { password: 'hush-1', pin: 'hush-2' });
    await services
      .knex('resources')
      .where({ name: 'secrets', template_id: template.id })
      .update({ version_id: marked.id });
    const rule = { options: ['x'], maxLength: 1 };
    for (const proposal of [
      { variableRules: { pin: rule, password: rule } },
      { variableRules: { pin: rule, password: rule }, resourcesOf: version.id },
    ]) {
      const page = await violations.previewVersion(marked.id, proposal, all);
      expect(JSON.stringify(page)).not.toContain('hush');
    }
  });

  it('of another version tell who would break by moving to it', async () => {
    await add('a', 'prod');
    const one = await add('b', 'prod', { password: 'hush' });
    const next = await addVersion(services, template, {
      variables: [variable('env'), variable('size', 'number')],
    });
    const proposal = { resourcesOf: version.id };
    const page = await violations.previewVersion(next.id, proposal, all);
    expect(brief(page)).toEqual([
      ['a', 'missing_value'],
      ['b', 'unknown_variable', 'missing_value'],
    ]);
    expect(page.items[0].version).toMatchObject({ id: version.id });
    const alone = await violations.previewVersion(
      next.id,
      { resourceId: one.id },
      all,
    );
    expect(alone).toMatchObject({ checked: 1, items: [{ errors: [{}, {}] }] });
  });

  it('refuse what is of another template, and what does not exist', async () => {
    const other = await addTemplate(services);
    const foreign = await addVersion(services, other);
    const resource = await addResource(services, other, { version: foreign });
    const ask = (proposal: object) =>
      violations.previewVersion(version.id, proposal, all);
    await expect(ask({ resourcesOf: foreign.id })).rejects.toMatchObject({
      code: 'version_of_other_template',
    });
    for (const resourceId of [resource.id, randomUUID()]) {
      await expect(ask({ resourceId })).rejects.toMatchObject({
        code: 'resource_not_found',
      });
    }
    await expect(violations.list(randomUUID(), all)).rejects.toMatchObject({
      code: 'template_not_found',
    });
  });

  it('come page by page, with as many queries for many as for few', async () => {
    const queries = async (work: () => Promise<unknown>) => {
      let count = 0;
      const counting = () => (count += 1);
      services.knex.on('query', counting);
      await work();
      services.knex.removeListener('query', counting);
      return count;
    };
    const list = () => violations.list(template.id, all);
    for (let i = 0; i < 3; i += 1) {
      await add(fresh('few'), 'prod');
    }
    await setConventions({ requiredTags: ['team'] });
    const few = await queries(list);
    await setConventions({});
    for (let i = 0; i < 9; i += 1) {
      await add(fresh('more'), 'prod');
    }
    await setConventions({ requiredTags: ['team'] });
    expect(await queries(list)).toBe(few);

    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await violations.list(template.id, { limit: 5, cursor });
      names.push(...page.items.map(({ resource }) => resource.name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(names).toHaveLength(12);
    expect(names).toEqual([...names].sort());
  });
});
