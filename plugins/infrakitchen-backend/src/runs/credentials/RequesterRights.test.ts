import { randomUUID } from 'node:crypto';
import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  Role,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  fresh,
  type Services,
} from '../../__testUtils__/serviceFixture';
import { addWorkspace } from '../../workspaces/__testUtils__/createWorkspaceServices';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const kinds = ['integration', 'secret', 'storage'] as const;
const group = 'group:default/team';

describe.each(databases.eachSupportedId())('rights of requesters, %s', id => {
  let services: Services;
  let used: Record<(typeof kinds)[number], { id: string; name: string }>;
  let resource: Resource;

  beforeAll(async () => {
    services = await createServices(await databases.init(id), {
      groups: { 'user:default/ann': [group] },
    });
  });

  async function connection(kind: (typeof kinds)[number]) {
    const row = {
      id: randomUUID(),
      provider: kind === 'storage' ? 'http' : 'custom',
      name: fresh(kind),
      labels: '[]',
      enabled: true,
      config: JSON.stringify({ variables: {} }),
      version: 1,
      rotated_at: 1,
      revision: 1,
      created_by: 'user:default/ann',
      created_at: 1,
      updated_at: 1,
    };
    await services.knex(`${kind}s`).insert(row);
    return { id: row.id, name: row.name };
  }

  const grant = (role: Role, kind: (typeof kinds)[number]) =>
    services.knex('grants').insert({
      id: randomUUID(),
      principal_ref: group,
      role,
      scope_kind: kind,
      scope_id: used[kind].id,
      created_by: 'user:default/ann',
      created_at: 0,
    });
  const revoke = (kind: (typeof kinds)[number]) =>
    services.knex('grants').where({ scope_id: used[kind].id }).delete();
  const request = async (
    action: 'provision' | 'destroy',
    options: Parameters<Services['runService']['request']>[2] = ann,
  ) =>
    services.worker.claim(
      (await services.runService.request(resource.id, action, options)).id,
    );

  beforeEach(async () => {
    used = Object.fromEntries(
      await Promise.all(
        kinds.map(async kind => [kind, await connection(kind)]),
      ),
    );
    await Promise.all(kinds.map(kind => grant('write', kind)));
    const template = await addTemplate(services);
    resource = await addResource(services, template, {
      version: await addVersion(services, template),
      integrations: [{ id: used.integration.id }],
      secretIds: [used.secret.id],
      storageId: used.storage.id,
    });
  });

  it.each(kinds)('are asked for again when a run starts: %s', async kind => {
    const run = await request('provision');
    await expect(services.reader.read(run)).resolves.toBeDefined();
    await revoke(kind);
    await grant('read', kind);
    await expect(services.reader.read(run)).rejects.toMatchObject({
      code: 'role_missing',
      message: expect.stringContaining(`'${used[kind].name}'`),
      culprits: [{ kind, ...used[kind] }],
    });
  });

  it('are those of the groups that the requester is in now', async () => {
    const run = await request('provision');
    await expect(services.reader.read(run)).resolves.toBeDefined();
    services.groupsNow['user:default/ann'] = ['group:default/elsewhere'];
    try {
      await expect(services.reader.read(run)).rejects.toMatchObject({
        name: 'NotAllowedError',
        code: 'role_missing',
      });
      services.groupsNow['user:default/ann'] = [group];
      await expect(services.reader.read(run)).resolves.toBeDefined();
    } finally {
      delete services.groupsNow['user:default/ann'];
    }
  });

  it('hold up neither a destroy nor a service', async () => {
    const asService = await request('provision', {
      credentials: mockCredentials.service('external:pipeline'),
    });
    await Promise.all(kinds.map(revoke));
    await expect(services.reader.read(asService)).resolves.toBeDefined();
    await services.worker.goOn(asService);
    const destroy = await request('destroy');
    await expect(services.reader.read(destroy)).resolves.toBeDefined();
  });

  it('are looked at for the own workspace of the resource, not for its project’s', async () => {
    const workspace = await addWorkspace(services);
    const { id: projectId } = await services.projectService.create(
      {
        ...{ key: fresh('project'), name: fresh('Project') },
        ...{ workspaceId: workspace.id, workspaceRequired: true },
        metadataFree: false,
      },
      ann,
    );
    await services.resourceService.update(resource.id, { projectId }, ann);
    const shared = await request('provision');
    await expect(services.reader.read(shared)).resolves.toBeDefined();
    await services.worker.goOn(shared);
    // It waits for a pull request.
    await services.runService.cancel(shared.id, ann);

    await services
      .knex('resources')
      .where({ id: resource.id })
      .update({ workspace_id: workspace.id });
    const own = await request('provision');
    await expect(services.reader.read(own)).rejects.toMatchObject({
      code: 'role_missing',
      message: expect.stringContaining(`the workspace '${workspace.name}'`),
      culprits: [{ kind: 'workspace', id: workspace.id }],
    });
  });

  it('are not shown with the run', async () => {
    const { id: runId } = await request('provision');
    const run = await services.runService.get(runId, ann);
    expect(JSON.stringify(run)).not.toContain(group);
  });
});
