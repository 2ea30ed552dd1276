import { TestDatabases } from '@backstage/backend-test-utils';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  GitFixture,
  temporaryDirectory,
} from '../sources/__testUtils__/gitFixtures';
import { ann } from '../templates/__testUtils__/createTemplateFixture';
import {
  createVersionFixture,
  tagOf,
  type VersionFixture,
} from './__testUtils__/createVersionFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const NETWORK = `
variable "name" {
  type = string
}
variable "size" {
  type    = number
  default = 1.5
}
variable "token" {
  type      = string
  sensitive = true
}
variable "region" {
  type = string
}
output "network_id" {
  value = "x"
}
output "password" {
  value     = "x"
  sensitive = true
}
`;

describe.each(databases.eachSupportedId())('VersionService, %s', database => {
  let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
  let repository: GitFixture;
  let url: string;
  let commit: string;
  let fixture: VersionFixture;
  let service: VersionFixture['service'];
  let network: Template;

  beforeAll(async () => {
    temporary = await temporaryDirectory();
    repository = await GitFixture.create(
      join(temporary.path, 'repositories', 'modules'),
    );
    url = repository.directory;
    commit = await repository.commit({
      'network/main.tf': NETWORK,
      'secret/main.tf': `
variable "token" {
  type      = string
  sensitive = true
  default   = "canary-of-the-module"
}
variable "pin" {
  default = "canary-by-rule"
}
`,
      'broken/main.tf': 'variable "x" {',
      'empty/README.md': '#',
    });
    await repository.git('tag', 'v1.0.0');
    await repository.git('tag', 'v1.1.0');
  });

  afterAll(async () => {
    await temporary.remove();
  });

  beforeEach(async () => {
    fixture = await createVersionFixture(await databases.init(database), {
      workingDirectory: join(temporary.path, 'work'),
      localRoot: join(temporary.path, 'repositories'),
    });
    ({ service } = fixture);
    network = await fixture.create('network');
  });

  const add = (ref = 'v1.0.0', path = 'network') =>
    service.create(network.id, tagOf(url, ref, { path }), ann);

  describe('create', () => {
    it('saves the module as it is at the commit', async () => {
      const version = await service.create(
        network.id,
        tagOf(url, 'v1.0.0', {
          path: './network/',
          description: 'First',
          variableRules: { size: { minimum: 1 } },
        }),
        ann,
      );
      expect(version).toMatchObject({
        templateId: network.id,
        repositoryUrl: url,
        path: 'network',
        refType: 'tag',
        ref: 'v1.0.0',
        commitSha: commit,
        description: 'First',
        lifecycle: 'active',
        enabled: true,
        status: 'analysed',
        variableRules: { size: { minimum: 1 } },
        resourceCount: 0,
        revision: 1,
        createdBy: 'user:default/ann',
      });
      expect(version.analysis?.variables.map(v => v.name)).toEqual([
        'name',
        'size',
        'token',
        'region',
      ]);
      expect(await service.get(version.id)).toEqual(version);
      expect(await fixture.auditOf('version', version.id)).toEqual([
        expect.objectContaining({
          action: 'version.created',
          outcome: 'succeeded',
        }),
      ]);
      expect(await fixture.leftovers()).toEqual([]);
    });

    it('shows no default of what is sensitive', async () => {
      const source = tagOf(url, 'v1.0.0', {
        path: 'secret',
        variableRules: { pin: { sensitive: true } },
      });
      const created = await service.create(network.id, source, ann);
      expect(created.analysis?.variables).toMatchObject([
        { name: 'token', hasDefault: true },
        { name: 'pin', hasDefault: true },
      ]);
      const answers = JSON.stringify([
        created,
        await service.get(created.id),
        await service.list(network.id, { limit: 10 }),
      ]);
      expect(answers).not.toContain('canary');
      const { variableRules, ...plain } = source;
      const analysed = await service.analyseModule(plain, ann);
      expect(JSON.stringify(analysed)).not.toContain('canary-of-the-module');
    });

    it('refuses the same source twice, also at once', async () => {
      const first = await add();
      await expect(add('v1.0.0', 'network/')).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'version_exists',
        culprits: [{ kind: 'version', id: first.id, name: 'v1.0.0' }],
      });
      const results = await Promise.allSettled([add('v1.1.0'), add('v1.1.0')]);
      expect(results.map(({ status }) => status).sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      expect(results.find(r => r.status === 'rejected')).toMatchObject({
        reason: { code: 'version_exists' },
      });
    });

    it.each([
      ['module_invalid', 'broken'],
      ['path_not_found', 'nothing'],
      ['module_empty', 'empty'],
      ['invalid_module_path', '../modules'],
      ['invalid_module_path', '/etc'],
      ['invalid_module_path', 'network/../..'],
    ])('saves nothing after %s for the path %s', async (code, path) => {
      await expect(add('v1.0.0', path)).rejects.toMatchObject({ code });
      expect(await fixture.knex('template_versions')).toEqual([]);
      expect(
        await fixture.knex('revisions').where({ entity_kind: 'version' }),
      ).toEqual([]);
      expect(
        await fixture.knex('audit').where({ action: 'version.created' }),
      ).toEqual([expect.objectContaining({ outcome: 'refused' })]);
      expect(await fixture.leftovers()).toEqual([]);
    });

    it('refuses an abstract and an unknown template', async () => {
      const account = await fixture.create('account', [], { abstract: true });
      await expect(
        service.create(account.id, tagOf(url, 'v1.0.0'), ann),
      ).rejects.toMatchObject({
        code: 'template_abstract',
        culprits: [{ kind: 'template', id: account.id, name: 'ACCOUNT' }],
      });
      await expect(
        service.create(randomUUID(), tagOf(url, 'v1.0.0'), ann),
      ).rejects.toMatchObject({ code: 'template_not_found' });
    });
  });

  describe('import', () => {
    const input = (key: string, path: string) => ({
      template: { key, name: key, parentIds: [network.id] },
      version: tagOf(url, 'v1.0.0', { path }),
    });

    it('creates a template and its version', async () => {
      const created = await service.importTemplate(
        input('imported', 'network'),
        ann,
      );
      expect(created).toMatchObject({
        template: { key: 'imported', versionCount: 1, parentIds: [network.id] },
        version: { templateId: created.template.id, commitSha: commit },
      });
    });

    it.each([
      ['module_invalid', (): any => input('imported', 'broken')],
      ['template_key_taken', (): any => input('network', 'network')],
      [
        'unknown_variable',
        (): any => ({
          template: { key: 'imported', name: 'Imported' },
          version: tagOf(url, 'v1.0.0', {
            path: 'network',
            variableRules: { nmae: { required: true } },
          }),
        }),
      ],
      [
        'template_abstract',
        (): any => ({
          template: { key: 'imported', name: 'Imported', abstract: true },
          version: tagOf(url, 'v1.0.0'),
        }),
      ],
    ])('saves neither after %s', async (code, make) => {
      await expect(service.importTemplate(make(), ann)).rejects.toMatchObject({
        code,
      });
      expect(await fixture.knex('templates')).toHaveLength(1);
      expect(await fixture.knex('template_versions')).toEqual([]);
      expect(await fixture.knex('audit').where({ outcome: 'refused' })).toEqual(
        [expect.objectContaining({ action: 'template.created' })],
      );
    });
  });

  describe('modules', () => {
    it('lists refs and analyses without saving', async () => {
      expect(
        (await service.listRefs(url, ann)).tags.map(tag => tag.name),
      ).toEqual(['v1.1.0', 'v1.0.0']);
      const module = await service.analyseModule(
        tagOf(url, 'v1.0.0', { path: 'network' }),
        ann,
      );
      expect(module).toMatchObject({
        commitSha: commit,
        analysis: { outputs: [{ name: 'network_id' }, { name: 'password' }] },
      });
      expect(await fixture.knex('template_versions')).toEqual([]);
    });
  });

  describe('list', () => {
    it('pages through versions, newest first', async () => {
      const first = await add('v1.0.0');
      const second = await add('v1.1.0');
      await fixture.addResource(network, 'living', { versionId: first.id });
      await fixture.addResource(network, 'gone', {
        versionId: first.id,
        state: 'destroyed',
      });
      const page = await service.list(network.id, { limit: 1 });
      expect(page.items.map(item => item.id)).toEqual([second.id]);
      const next = await service.list(network.id, {
        limit: 1,
        cursor: page.nextCursor,
      });
      expect(next.items).toEqual([
        expect.objectContaining({ id: first.id, resourceCount: 1 }),
      ]);
      expect(next.nextCursor).toBeUndefined();
      await expect(
        service.list(randomUUID(), { limit: 1 }),
      ).rejects.toMatchObject({ code: 'template_not_found' });
    });
  });

  describe('analyse again', () => {
    let moving: GitFixture;
    let before: string;
    let id: string;

    beforeEach(async () => {
      moving = await GitFixture.create(
        join(temporary.path, 'repositories', `moving-${randomUUID()}`),
      );
      before = await moving.commit({ 'main.tf': 'variable "a" {}' });
      const version = await service.create(
        network.id,
        {
          repositoryUrl: moving.directory,
          refType: 'branch',
          ref: 'main',
          variableRules: { a: { required: true } },
        },
        ann,
      );
      id = version.id;
    });

    it('follows a branch that was moved', async () => {
      const after = await moving.commit({
        'main.tf': 'variable "a" {}\nvariable "b" {}',
      });
      const version = await service.act(id, 'analyse', ann);
      expect(version).toMatchObject({ commitSha: after, revision: 2 });
      expect(version.analysis?.variables).toHaveLength(2);
      expect((await fixture.auditOf('version', id)).at(-1)).toMatchObject({
        action: 'version.analysed',
        outcome: 'succeeded',
        detail: { commitBefore: before, commitAfter: after },
      });
    });

    it('makes no revision where nothing moved', async () => {
      const version = await service.act(id, 'analyse', ann);
      expect(version).toMatchObject({ commitSha: before, revision: 1 });
      expect(await fixture.auditOf('version', id)).toMatchObject([
        { action: 'version.created' },
        { action: 'version.analysed', detail: { changed: false } },
      ]);
    });

    it.each([
      ['module_invalid', 'variable "a" {'],
      ['unknown_variable', 'variable "b" {}'],
    ])('keeps what it had after %s, and says so', async (code, content) => {
      const kept = await service.get(id);
      await moving.commit({ 'main.tf': content });
      await expect(service.act(id, 'analyse', ann)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(
          `stays as it was analysed at commit ${before.slice(0, 12)}`,
        ),
      });
      const { error, ...version } = await service.get(id);
      expect(version).toEqual(kept);
      expect(error).toMatchObject({ code });
      expect((await fixture.auditOf('version', id)).at(-1)).toMatchObject({
        action: 'version.analysed',
        outcome: 'failed',
        detail: { code },
      });

      await moving.commit({ 'main.tf': 'variable "a" {}' });
      expect((await service.act(id, 'analyse', ann)).error).toBeUndefined();
    });
  });

  describe('update', () => {
    it('changes what is given, as a new revision', async () => {
      const { id } = await add();
      const version = await service.update(
        id,
        { lifecycle: 'deprecated', breakingChanges: 'Renames all' },
        { ...ann, revision: 1 },
      );
      expect(version).toMatchObject({
        lifecycle: 'deprecated',
        breakingChanges: 'Renames all',
        revision: 2,
      });
      expect(
        await service.update(id, { lifecycle: 'deprecated' }, ann),
      ).toEqual(version);
      await expect(
        service.update(id, { description: 'late' }, { ...ann, revision: 1 }),
      ).rejects.toMatchObject({ code: 'stale_revision' });
      await expect(
        service.update(randomUUID(), { description: 'x' }, ann),
      ).rejects.toMatchObject({ code: 'version_not_found' });
    });

    it('takes rules that fit', async () => {
      const { id } = await add();
      const rules = {
        name: { pattern: '^[a-z]+$', unique: true, frozen: true },
        size: { default: 2.5, minimum: 1 },
        region: { options: ['eu', 'us'], default: 'eu', restricted: true },
      };
      expect(await fixture.patchRules(id, rules)).toMatchObject({
        variableRules: rules,
        revision: 2,
      });
    });

    it.each([
      ['unknown_variable', { nmae: { required: true } }],
      ['invalid_rule', { size: { default: 'large' } }],
      ['invalid_rule', { name: { options: [[1]] } }],
      ['invalid_rule', { name: { pattern: '(unclosed' } }],
      ['invalid_rule', { name: { pattern: '(?=lookahead)' } }],
      ['default_for_sensitive', { token: { default: 'secret' } }],
      ['unique_sensitive', { token: { unique: true } }],
      ['unique_sensitive', { name: { unique: true, sensitive: true } }],
      ['restricted_without_source', { region: { restricted: true } }],
    ])('refuses with %s the rules %j', async (code, rules) => {
      const { id } = await add();
      await expect(fixture.patchRules(id, rules)).rejects.toMatchObject({
        name: 'InputError',
        code,
        culprits: [{ kind: 'variable' }],
      });
      expect((await service.get(id)).variableRules).toEqual({});
    });

    it('lets a config that is required above be the source of a restricted variable', async () => {
      const account = await fixture.create('account', [], {
        conventions: { requiredTags: [], requiredConfigs: ['region'] },
      });
      await fixture.templateService.update(
        network.id,
        { parentIds: [account.id] },
        ann,
      );
      const { id } = await add();
      await expect(
        fixture.patchRules(id, { region: { restricted: true } }),
      ).resolves.toMatchObject({ revision: 2 });
    });

    it('checks references against the hierarchy', async () => {
      await add();
      const middle = await fixture.create('middle', [network]);
      const beside = await fixture.create('beside');
      const cluster = await fixture.create('cluster', [middle]);
      const { id } = await service.create(
        cluster.id,
        tagOf(url, 'v1.0.0', { path: 'network' }),
        ann,
      );
      const refer = (
        variable: string,
        templateId: string,
        output: string,
        rule = {},
      ) =>
        fixture.patchRules(id, {
          [variable]: { ...rule, reference: { templateId, output } },
        });
      await expect(
        refer('name', beside.id, 'network_id'),
      ).rejects.toMatchObject({
        code: 'reference_not_ancestor',
        culprits: [
          { kind: 'variable', name: 'name' },
          { kind: 'template', id: beside.id },
        ],
      });
      await expect(
        refer('name', cluster.id, 'network_id'),
      ).rejects.toMatchObject({ code: 'reference_not_ancestor' });
      await expect(refer('name', network.id, 'network')).rejects.toMatchObject({
        code: 'output_not_found',
        message: expect.stringContaining("'NETWORK', which no version"),
      });
      await expect(
        refer('name', middle.id, 'network_id'),
      ).rejects.toMatchObject({ code: 'output_not_found' });
      await expect(refer('name', network.id, 'password')).rejects.toMatchObject(
        { code: 'sensitive_output' },
      );
      await refer('name', network.id, 'network_id');
      await refer('token', network.id, 'password');
      await refer('name', network.id, 'password', { sensitive: true });
      await expect(
        refer('region', network.id, 'network_id', { restricted: true }),
      ).resolves.toMatchObject({ revision: 5 });
    });

    it('names every fault at once', async () => {
      const { id } = await add();
      await expect(
        fixture.patchRules(id, {
          nmae: {},
          token: { unique: true },
          region: { restricted: true },
        }),
      ).rejects.toMatchObject({
        code: 'unknown_variable',
        culprits: [{ name: 'nmae' }, { name: 'token' }, { name: 'region' }],
      });
    });
  });

  describe('enable, disable and delete', () => {
    it('deletes a disabled version that nothing uses', async () => {
      const { id } = await add();
      await expect(service.delete(id, ann)).rejects.toMatchObject({
        code: 'version_enabled',
      });
      expect(await service.act(id, 'disable', ann)).toMatchObject({
        enabled: false,
        revision: 2,
      });
      await service.delete(id, ann);
      await expect(service.get(id)).rejects.toMatchObject({
        code: 'version_not_found',
      });
      expect(
        (await fixture.auditOf('version', id)).map(
          a => `${a.action} ${a.outcome}`,
        ),
      ).toEqual([
        'version.created succeeded',
        'version.deleted refused',
        'version.disabled succeeded',
        'version.deleted succeeded',
      ]);
      await add();
    });

    it.each([
      ['uses it', (id: string) => ({ versionId: id, state: 'destroyed' })],
      ['was applied with it', (id: string) => ({ appliedVersionId: id })],
      ['has it in a pending change', () => ({})],
    ])('refuses while a resource %s', async (what, options) => {
      const { id } = await add();
      await service.act(id, 'disable', ann);
      const resource = await fixture.addResource(network, 'prod', options(id));
      await fixture.addResource(network, 'beside');
      if (what.includes('pending')) {
        await fixture.knex('resource_changes').insert({
          resource_id: resource,
          payload: JSON.stringify({ versionId: id, values: {} }),
          authors: '{}',
          edited_in: '{}',
          revision: 1,
          created_by: 'user:default/ann',
          created_at: 1,
          updated_at: 1,
        });
      }
      await expect(service.delete(id, ann)).rejects.toMatchObject({
        code: 'version_in_use',
        culprits: [{ kind: 'resource', id: resource, name: 'prod' }],
      });
    });

    it('may be chosen again only where its rules still fit', async () => {
      const { id: source } = await add();
      const cluster = await fixture.create('cluster', [network]);
      const { id } = await service.create(
        cluster.id,
        tagOf(url, 'v1.0.0', { path: 'network' }),
        ann,
      );
      await fixture.patchRules(id, {
        name: { reference: { templateId: network.id, output: 'network_id' } },
      });
      const twin = await service.create(
        cluster.id,
        tagOf(url, 'v1.1.0', { path: 'network' }),
        ann,
      );
      await service.act(id, 'disable', ann);
      await service.update(twin.id, { lifecycle: 'archived' }, ann);
      await service.act(source, 'disable', ann);
      await expect(service.act(id, 'enable', ann)).rejects.toMatchObject({
        code: 'output_not_found',
      });
      await fixture
        .knex('template_versions')
        .where({ id: twin.id })
        .update({
          variable_rules: JSON.stringify({
            name: {
              reference: { templateId: network.id, output: 'network_id' },
            },
          }),
        });
      await expect(
        service.update(twin.id, { lifecycle: 'active' }, ann),
      ).rejects.toMatchObject({ code: 'output_not_found' });
      await service.act(source, 'enable', ann);
      await expect(service.act(id, 'enable', ann)).resolves.toMatchObject({
        enabled: true,
      });
    });

    it('says what it breaks once it may be chosen', async () => {
      const before = await add();
      const { id } = await add('v1.1.0');
      await fixture
        .knex('template_versions')
        .where({ id: before.id })
        .update({
          analysis: JSON.stringify({ ...before.analysis, variables: [] }),
          created_at: 1,
        });
      const breaking = {
        findings: expect.arrayContaining([
          expect.objectContaining({ kind: 'variable_added', name: 'name' }),
        ]),
      };
      expect(await service.act(id, 'disable', ann)).not.toHaveProperty(
        'findings',
      );
      expect(await service.act(id, 'enable', ann)).toMatchObject(breaking);
      expect(
        await service.update(id, { lifecycle: 'active' }, ann),
      ).toMatchObject(breaking);
    });

    it('keeps its template from being deleted', async () => {
      const { id } = await add();
      await fixture.templateService.act(network.id, 'disable', ann);
      await expect(
        fixture.templateService.delete(network.id, ann),
      ).rejects.toMatchObject({
        code: 'template_has_versions',
        culprits: [{ kind: 'version', id, name: 'v1.0.0' }],
      });
    });
  });
});
