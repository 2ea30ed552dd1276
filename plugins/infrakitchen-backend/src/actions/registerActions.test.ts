import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import type { JsonObject } from '@backstage/types';
import {
  infrakitchenPermissions,
  type Template,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import {
  addResource,
  addTemplate,
  addVersion,
  as,
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';
import { fakePlan } from '../__testUtils__/fakePlan';
import { fakeAccess } from '../access/__testUtils__/fakeAccess';
import { AuthorizedProjectService } from '../projects';
import { AuthorizedResourceService } from '../resources';
import { AuthorizedRunService, RunFeed } from '../runs';
import { Redactor } from '../runs/Redactor';
import { RunLog } from '../runs/RunLog';
import { registerActions } from './registerActions';
import type { ActionServices } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const { credentials } = as('ann');

interface Schema {
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  type?: string;
}

/** Where a schema has a field that says nothing of what it is. */
function missingDescriptions(schema: Schema, at: string): string[] {
  const inner = [schema.items, ...(schema.anyOf ?? [])].filter(
    (part): part is Schema => part !== undefined,
  );
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, part]) => [
      ...(part.description ? [] : [`${at}.${name}`]),
      ...missingDescriptions(part, `${at}.${name}`),
    ]),
    ...inner.flatMap(part => missingDescriptions(part, at)),
  ];
}

/** Whether a schema says nothing of what it is by itself. */
function isOpaque({ type, items, properties }: Schema): boolean {
  return type === 'array'
    ? !items || isOpaque(items)
    : properties === undefined && type !== 'boolean' && type !== 'string';
}

describe('actions', () => {
  let services: Services;
  let template: Template;
  let version: TemplateVersion;

  beforeAll(async () => {
    services = await createServices(await databases.init('SQLITE_3'));
    template = await addTemplate(services);
    version = await addVersion(services, template, {
      variables: [variable('size', 'number', { default: 1 })],
    });
  });

  function register(granted: readonly string[] | 'all' = 'all') {
    const registry = actionsRegistryServiceMock({
      logger: mockServices.logger.mock(),
    });
    const access = fakeAccess(granted);
    const { history, templates, versions } = services;
    registerActions(registry, {
      templates: {
        list: async (query: object) =>
          templates.list({
            criteria: {},
            order: { column: 'name', direction: 'asc' },
            limit: 100,
            ...query,
          }),
      },
      versions: {
        list: async (templateId: string, query: { limit: number }) =>
          versions.list({ templateId, ...query }),
      },
      projects: new AuthorizedProjectService({
        inner: services.projectService,
        access,
        history,
      }),
      resources: new AuthorizedResourceService({
        inner: services.resourceService,
        access,
        history,
      }),
      cascades: services.cascadeService,
      runs: new AuthorizedRunService({
        inner: services.runService,
        uses: { assertMayRun: async () => undefined },
        access,
        history,
      }),
    } as unknown as ActionServices);
    return registry;
  }

  const invoke = async (
    name: string,
    input: JsonObject = {},
    registry = register(),
  ): Promise<any> =>
    (await registry.invoke({ id: `test:${name}`, input, credentials })).output;

  it('are registered once each, with what their callers must know', async () => {
    const { actions } = register();
    const found = [...actions.values()];
    expect(found.map(action => action.name).sort()).toEqual([
      'cancel-cascade',
      'cancel-run',
      'check-resource',
      'confirm-cascade',
      'create-project',
      'create-resource',
      'delete-resource',
      'destroy-resource',
      'discard-resource-change',
      'dry-run-resource',
      'edit-resource',
      'get-cascade',
      'get-project',
      'get-resource',
      'get-resource-outputs',
      'get-resource-values',
      'get-run',
      'get-run-approval',
      'get-run-plan',
      'get-template',
      'get-version-schema',
      'get-workspace',
      'list-connections',
      'list-projects',
      'list-resources',
      'list-runs',
      'list-template-versions',
      'list-templates',
      'list-waiting-approvals',
      'list-workspaces',
      'preview-approvers',
      'provision-resource',
      'recreate-resource',
      'register-workspace',
      'resume-cascade',
      'retry-run',
      'start-cascade',
      'switch-connection',
      'sync-workspace',
      'test-connection',
      'update-resource',
    ]);
    for (const action of found) {
      expect(action.title.length).toBeGreaterThan(5);
      expect(action.description.length).toBeGreaterThan(20);
      expect(infrakitchenPermissions).toContain(action.visibilityPermission);
      expect(action.attributes).toEqual({
        readOnly: /^(check|get|list|preview)/.test(action.name),
        destructive:
          /^(confirm|delete|destroy|discard|edit|resume|retry|update)/.test(
            action.name,
          ),
        idempotent: /^(check|get|list|preview)/.test(action.name),
      });
    }
  });

  it('describe every field that goes in, and what comes out', async () => {
    const { actions } = await register().list();
    const undescribed = actions.flatMap(({ name, schema }) => [
      ...missingDescriptions(schema.input as Schema, `${name} in`),
      // What is named like what it is needs no words.
      ...Object.entries((schema.output as Schema).properties ?? {})
        .filter(([, part]) => !part.description && isOpaque(part))
        .map(([field]) => `${name} out.${field}`),
    ]);
    expect(undescribed).toEqual([]);
    // What is named as the next step is there.
    const named = JSON.stringify(actions).matchAll(
      /`((?:get|list|check|create|start|confirm|cancel)-[a-z-]+)`/g,
    );
    const names = actions.map(({ name }) => name);
    for (const [, name] of named) {
      expect(names).toContain(name);
    }
  });

  it('take a resource through its life', async () => {
    const { templates } = await invoke('list-templates');
    expect(templates.map((item: Template) => item.id)).toContain(template.id);
    const { versions } = await invoke('list-template-versions', {
      templateId: template.id,
    });
    expect(versions).toMatchObject([{ id: version.id }]);
    const { resource } = await invoke('create-resource', {
      templateId: template.id,
      versionId: version.id,
      name: 'by-action',
      values: { size: 2 },
    });
    expect(resource).toMatchObject({
      name: 'by-action',
      values: { size: 2 },
      deletionProtection: false,
    });
    const resourceId = resource.id;
    for (const verb of ['dry-run', 'provision', 'destroy', 'recreate']) {
      const { runId } = await invoke(`${verb}-resource`, {
        resourceId,
        reason: 'asked',
      });
      await services.worker.work(runId);
      const { run, log, nextLine } = await invoke('get-run', { runId });
      expect(run).toMatchObject({ state: 'succeeded', reason: 'asked' });
      expect(log).toEqual([]);
      expect(nextLine).toBe(0);
    }
    const { resource: built, actions } = await invoke('get-resource', {
      resourceId,
    });
    expect(built.state).toBe('provisioned');
    expect(actions).toContainEqual({
      action: 'destroy',
      allowed: true,
      reasons: [],
    });
    const { runId } = await invoke('destroy-resource', { resourceId });
    await services.worker.work(runId);
    expect(await invoke('delete-resource', { resourceId })).toEqual({});
    await expect(invoke('get-resource', { resourceId })).rejects.toMatchObject({
      code: 'resource_not_found',
    });
  });

  it('edit resources, and tell who edits an older one', async () => {
    const resourceId = await anyResource();
    const edit = (input: JsonObject) =>
      invoke('edit-resource', { resourceId, ...input });
    const { resource } = await edit({
      revision: '1',
      description: 'x',
      values: { size: 3 },
    });
    expect(resource).toMatchObject({
      revision: 2,
      description: 'x',
      values: { size: 3 },
    });
    await expect(
      edit({ revision: 1, values: { size: 4 } }),
    ).rejects.toMatchObject({ code: 'stale_revision' });
    await expect(edit({ values: { size: 'x' } })).rejects.toMatchObject({
      culprits: [{ kind: 'variable', name: 'size' }],
    });
    await expect(
      invoke('discard-resource-change', { resourceId }),
    ).rejects.toMatchObject({ name: 'ConflictError' });
  });

  it('create and find projects, and put resources into them', async () => {
    const { project } = await invoke('create-project', {
      key: fresh('project-'),
      name: fresh('By action '),
      owners: ['group:default/shop'],
      tags: [{ name: 'team', value: 'shop' }],
      fields: { Sponsor: 'Ann' },
    });
    expect(project).toMatchObject({
      tags: [{ name: 'team', value: 'shop', inheritedByChildren: true }],
      fields: { Sponsor: 'Ann' },
    });
    const { resource } = await invoke('create-resource', {
      templateId: template.id,
      versionId: version.id,
      name: fresh('in-project-'),
      projectId: project.id,
    });
    expect(resource.project).toEqual({ id: project.id, name: project.name });
    expect(
      await invoke('get-project', { projectId: project.id }),
    ).toMatchObject({ project: { id: project.id, resourceCount: 1 } });
    expect(
      await invoke('list-projects', {
        q: project.name,
        filter: ['owner=group:default/shop'],
      }),
    ).toMatchObject({ projects: [{ id: project.id }], totalItems: 1 });
    const moved = await invoke('edit-resource', {
      resourceId: resource.id,
      projectId: null,
    });
    expect(moved.resource.project).toBeUndefined();
  });

  it('refuse fields that nobody knows, instead of leaving them out', async () => {
    await expect(
      invoke('create-project', { key: 'spelt', name: 'Spelt', onwers: [] }),
    ).rejects.toThrow(/onwers/);
    await expect(
      invoke('create-project', {
        key: 'spelt',
        name: 'Spelt',
        tags: [{ name: 'a', value: 'b', inherited: true }],
      }),
    ).rejects.toThrow(/inherited/);
    const { projects } = await invoke('list-projects', { q: 'Spelt' });
    expect(projects).toEqual([]);
  });

  it('find resources', async () => {
    const name = fresh('find-me-');
    const { id } = await addResource(services, template, { version, name });
    const { resources, totalItems } = await invoke('list-resources', {
      q: name,
      filter: ['state=provision', `templateId=${template.id}`],
    });
    expect(resources).toMatchObject([{ id }]);
    expect(totalItems).toBe(1);
    await expect(
      invoke('list-resources', { filter: ['secret=x'] }),
    ).rejects.toMatchObject({ code: 'unknown_filter' });
  });

  it('stop runs, start them again, and show plan and log', async () => {
    const resource = await addResource(services, template, { version });
    const { runId } = await invoke('provision-resource', {
      resourceId: resource.id,
    });
    expect(await invoke('cancel-run', { runId })).toEqual({ runId });
    const again = await invoke('retry-run', { runId });
    expect(again.runId).not.toBe(runId);
    const { store, knex, logs } = services;
    const run = (await store.get(again.runId))!;
    const plan = fakePlan('provision');
    await store.patch(knex, run, { plan });
    expect(await invoke('get-run-plan', { runId: again.runId })).toMatchObject({
      plan: { digest: plan.digest, totalChanges: 1, driftedObjects: 0 },
    });
    const log = new RunLog({
      run,
      progress: [],
      store: logs,
      feed: new RunFeed(),
      redactor: new Redactor(),
      maxBytes: 1_000,
    });
    ['a', '\u001b[1mb\u001b[0m', 'c'].forEach(message =>
      log.write({ phase: 'plan', message }),
    );
    await log.flush();
    // MCP clients send numbers as text.
    const page = await invoke('get-run', {
      runId: again.runId,
      afterLine: '1',
    } as never);
    expect(page.log.map((line: any) => line.message)).toEqual(['b', 'c']);
    expect(page.nextLine).toBe(3);
  });

  it.each<[string, JsonObject]>([
    ['list-templates', { q: 'a\0' }],
    ['list-templates', { q: 'x'.repeat(201) }],
    ['list-resources', { filter: ['ownerRef=\0'] }],
    [
      'create-resource',
      { templateId: randomUUID(), name: 'a', values: { a: ['\0'] } },
    ],
    ['edit-resource', { resourceId: randomUUID(), values: { '\0': 1 } }],
    ['edit-resource', { resourceId: randomUUID(), revision: 0 }],
    ['get-run', { runId: randomUUID(), afterLine: 1e20 }],
    ['create-resource', { templateId: 'x', name: 'a' }],
    ['create-resource', { templateId: randomUUID() }],
    ['create-resource', { templateId: randomUUID(), name: '../up' }],
    ['create-resource', { templateId: randomUUID(), name: 'x'.repeat(101) }],
    [
      'create-resource',
      { templateId: randomUUID(), name: 'a', description: 'x'.repeat(2_001) },
    ],
    [
      'create-resource',
      { templateId: randomUUID(), name: 'a', parentIds: ['x'] },
    ],
    ['get-project', { projectId: 'x' }],
    ['list-projects', { q: 'x'.repeat(201) }],
    ['create-project', { key: 'Upper', name: 'a' }],
    ['create-project', { key: 'a', name: '' }],
    ['create-project', { key: 'a', name: 'a', owners: ['somebody'] }],
    [
      'create-project',
      { key: 'a', name: 'a', tags: [{ name: '1x', value: 'v' }] },
    ],
    ['create-project', { key: 'a', name: 'a', fields: { '': 'x' } }],
    ['get-resource', { resourceId: 'x' }],
    ['delete-resource', {}],
    ['destroy-resource', { resourceId: "' or 1=1" }],
    ['get-run', { runId: randomUUID(), afterLine: -1 }],
    ['cancel-run', { runId: 'x' }],
    ['list-template-versions', { templateId: 'x' }],
  ])('%s refuses %j', async (name, input) => {
    await expect(invoke(name, input)).rejects.toMatchObject({
      name: 'InputError',
    });
  });

  it.each<[string, () => Promise<JsonObject>]>([
    [
      'create-resource',
      async () => ({ templateId: template.id, name: fresh('no-') }),
    ],
    ['create-project', async () => ({ key: fresh('no-'), name: fresh('No ') })],
    ['provision-resource', async () => ({ resourceId: await anyResource() })],
    ['destroy-resource', async () => ({ resourceId: await anyResource() })],
    ['delete-resource', async () => ({ resourceId: await anyResource() })],
  ])('%s is authorised as its caller', async (name, input) => {
    const reader = register(['infrakitchen.resource.read']);
    await expect(invoke(name, await input(), reader)).rejects.toMatchObject({
      code: 'not_allowed',
    });
  });

  async function anyResource(): Promise<string> {
    return (await addResource(services, template, { version })).id;
  }
});
