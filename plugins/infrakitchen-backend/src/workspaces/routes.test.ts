import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createBackendModule } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Role } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { infrakitchenIntegrationsExtensionPoint } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { Knex } from 'knex';
import {
  addTemplate,
  addVersion,
  createServices,
} from '../__testUtils__/serviceFixture';
import { startApi, type Api } from '../__testUtils__/startApi';
import { addIntegration } from './__testUtils__/createWorkspaceServices';
import { MemoryForge } from './__testUtils__/MemoryForge';
import { createGitWorld } from './git/__testUtils__/gitWorld';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

describe('routes of workspaces', () => {
  const forge = new MemoryForge();
  let world: Awaited<ReturnType<typeof createGitWorld>>;
  let knex: Knex;
  let api: Api;
  let integrationId: string;
  let resourceInput: { templateId: string; versionId: string };

  const grant = (user: string, role: Role, kind: string, id: string) =>
    knex('grants').insert({
      id: randomUUID(),
      principal_ref: `user:default/${user}`,
      role,
      scope_kind: kind,
      scope_id: id,
      created_by: 'user:default/ann',
      created_at: 1,
    });

  beforeAll(async () => {
    world = await createGitWorld({ local: true });
    knex = await databases.init('SQLITE_3');
    const services = await createServices(knex);
    const template = await addTemplate(services);
    const version = await addVersion(services, template);
    resourceInput = { templateId: template.id, versionId: version.id };
    integrationId = await addIntegration(knex);
    api = await startApi({
      knex,
      access: { everyone: 'none' },
      settings: { git: { localRoots: [world.root] } },
      features: [
        createBackendModule({
          pluginId: 'infrakitchen',
          moduleId: 'forge',
          register: env =>
            env.registerInit({
              deps: { integrations: infrakitchenIntegrationsExtensionPoint },
              async init({ integrations }) {
                integrations.addProvider(forge.provider());
              },
            }),
        }),
      ],
    });
    await grant(
      'ann',
      'admin',
      'global',
      '00000000-0000-0000-0000-000000000000',
    );
    await grant('dev', 'write', 'template', template.id);
  });

  afterAll(async () => {
    await api?.stop();
    await world?.stop();
  });

  const register = async (id: string) => {
    forge.add(id);
    const { body } = await api.post('/workspaces', {
      integrationId,
      repositoryId: id,
    });
    return body as { id: string; name: string; revision: number };
  };

  it('take a workspace from its registration to its end', async () => {
    forge.add('1', { name: 'code' });
    const listed = await api.get(
      `/integrations/${integrationId}/repositories?q=code&limit=10`,
    );
    expect(listed.body).toMatchObject({
      items: [{ id: '1', archived: false }],
    });
    const created = await api.post('/workspaces', {
      integrationId,
      repositoryId: '1',
      labels: ['prod'],
    });
    expect(created).toMatchObject({
      status: 201,
      body: { name: 'acme/code', role: 'admin', status: 'ok' },
    });
    const { id } = created.body;
    const path = `/workspaces/${id}`;
    await api.ask('patch', path).set('If-Match', '"1"').send({ labels: [] });
    expect((await api.post(`${path}/actions/sync`)).body).toMatchObject({
      revision: 2,
      labels: [],
    });
    const restored = await api.post(
      `/revisions/workspace/${id}/1/actions/restore`,
    );
    expect(restored.body).toMatchObject({ fields: ['labels'] });
    expect((await api.get(path)).body.labels).toEqual(['prod']);
    expect((await api.get(`${path}/folders`)).body).toMatchObject({
      items: [],
      totalItems: 0,
    });
    expect((await api.get('/workspaces?q=CODE')).body.totalItems).toBe(1);
    expect((await api.ask('delete', path)).status).toBe(204);
    expect((await api.get(path)).body.error.code).toBe('workspace_not_found');
    expect((await api.get(`/revisions/workspace/${id}`)).status).toBe(200);
  });

  it('let a developer use what was granted, or what a project shares', async () => {
    const workspace = await register('2');
    const create = (more: object) =>
      api.post(
        '/resources',
        { ...resourceInput, name: `net-${randomUUID()}`, ...more },
        'dev',
      );
    const workspaceId = workspace.id;
    // Unseen, it is as if there were none.
    expect((await create({ workspaceId })).body.error).toMatchObject({
      code: 'workspace_not_found',
    });
    await grant('dev', 'read', 'workspace', workspaceId);
    expect((await create({ workspaceId })).body.error).toMatchObject({
      code: 'role_missing',
      culprits: [{ kind: 'workspace', id: workspaceId }],
    });
    const named = `/workspaces?filter=${encodeURIComponent(
      `name=${workspace.name}`,
    )}`;
    const usable = `${named}&filter=usable%3Dtrue`;
    expect((await api.get(named, 'dev')).body.items).toMatchObject([
      { id: workspaceId, role: 'read' },
    ]);
    expect((await api.get(usable, 'dev')).body).toEqual({
      items: [],
      totalItems: 0,
    });
    expect((await api.get(usable)).body.totalItems).toBe(1);
    await knex('grants').where({ scope_id: workspaceId }).delete();

    const project = await api.post('/projects', {
      key: 'shop',
      name: 'Shop',
      workspaceId,
      workspaceRequired: true,
    });
    expect(project.body).toMatchObject({
      workspace: { id: workspaceId, name: workspace.name },
      workspaceRequired: true,
    });
    await grant('dev', 'write', 'project', project.body.id);
    const shared = await create({ projectId: project.body.id });
    expect(shared).toMatchObject({
      status: 201,
      body: { workspace: { id: workspaceId, from: 'project' } },
    });
    // The name of the workspace is known from the resource; no more than that.
    expect((await api.get(`/workspaces/${workspaceId}`, 'dev')).status).toBe(
      404,
    );

    const admin = 'owner';
    await grant(admin, 'admin', 'project', project.body.id);
    const other = await register('3');
    const refused = await api.patch(
      `/projects/${project.body.id}`,
      { workspaceId: other.id },
      admin,
    );
    expect(refused.body.error.code).toBe('workspace_not_found');
    await grant(admin, 'write', 'workspace', other.id);
    const moved = await api.patch(
      `/projects/${project.body.id}`,
      { workspaceId: other.id },
      admin,
    );
    expect(moved.body.workspace).toEqual({ id: other.id, name: other.name });
  });

  it('register a repository on disk that an operator has opened', async () => {
    const { url } = await world.createRepository();
    const created = await api.post('/workspaces', { url });
    expect(created).toMatchObject({
      status: 201,
      body: { provider: 'git', url, defaultBranch: 'main', status: 'ok' },
    });
    const { id } = created.body;
    const twice = await api.post('/workspaces', { url: `${url}/` });
    expect(twice.body.error).toMatchObject({
      code: 'workspace_exists',
      culprits: [{ id }],
    });
    const wanted = encodeURIComponent(`repositoryId=${url}`);
    expect(
      (await api.get(`/workspaces?filter=${wanted}`)).body.items,
    ).toMatchObject([{ id }]);
    await rm(url, { recursive: true });
    const synced = await api.post(`/workspaces/${id}/actions/sync`);
    expect(synced.body).toMatchObject({
      status: 'error',
      problem: expect.stringContaining('the repository is gone'),
    });
    const outside = await api.post('/workspaces', { url: '/etc/passwords' });
    expect(outside.body.error.code).toBe('other_host');
  });

  it('list repositories only for who may use the integration', async () => {
    await grant('viewer', 'read', 'integration', integrationId);
    const path = `/integrations/${integrationId}/repositories`;
    expect((await api.get(path, 'viewer')).body.error.code).toBe(
      'role_missing',
    );
    expect((await api.get(path, 'dev')).body.error.code).toBe(
      'integration_not_found',
    );
  });
});
