import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { roleAllows } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import {
  addResource,
  addTemplate,
  addVersion,
  createServices,
} from '../__testUtils__/serviceFixture';
import { startApi, type Api } from '../__testUtils__/startApi';
import {
  matrix,
  matrixScopes,
  reached,
  type MatrixRow,
  type MatrixScope,
  type MatrixTarget,
} from './__testUtils__/matrix';
import { listOperations, type Operation } from './__testUtils__/operations';
import { GLOBAL_SCOPE_ID } from './types';

jest.setTimeout(300_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const operations = listOperations();
const roles = ['none', 'read', 'write', 'admin'] as const;

/** Somebody with one role at one scope, and nothing else. */
interface Cell {
  user: string;
  role: (typeof roles)[number];
  scope: MatrixScope;
}

const cells: Cell[] = roles.flatMap(role =>
  matrixScopes.map(scope => ({ user: `${role}-${scope}`, role, scope })),
);

it('has a row for every operation, and no other', () => {
  expect(Object.keys(matrix).sort()).toEqual(
    operations.map(({ name }) => name).sort(),
  );
});

describe.each(databases.eachSupportedId())('matrix, %s', database => {
  let api: Api;
  let knex: Knex;
  let ids: Record<MatrixTarget, string>;

  beforeAll(async () => {
    knex = await databases.init(database);
    ids = await createTargets(knex);
    api = await startApi({ knex, access: { everyone: 'none' } });
  });

  afterAll(() => api?.stop());

  it.each(operations.map(operation => [operation.name, operation] as const))(
    '%s is for whom it is meant',
    async (name, operation) => {
      const row = matrix[name];
      const seen: Record<string, string> = {};
      const wanted: Record<string, string> = {};
      for (const cell of cells) {
        wanted[cell.user] = expectedOf(row, cell);
        // The only request that succeeds in taking something away.
        await knex('grants')
          .insert(
            grantRow(ids.grant, 'somebody', 'read', 'resource', ids.resource),
          )
          .onConflict('id')
          .ignore();
        seen[cell.user] = await answerOf(row, operation, cell);
      }
      expect(seen).toEqual(wanted);
    },
  );

  async function answerOf(row: MatrixRow, operation: Operation, cell: Cell) {
    const target = 'on' in row ? row.on : 'resource';
    // A grant is asked for by its own id, everything else by the target's.
    const id = operation.path.startsWith('/approval-rules')
      ? randomUUID()
      : ids[target];
    const path = operation.path
      .replace('{id}', id)
      .replace('{kind}', 'resource')
      .replace('{name}', 'password')
      .replace('{revision}', '1');
    const request = api.ask(
      operation.method,
      `${path}${row.query ?? ''}`,
      cell.user,
    );
    if (row.stale) {
      request.set('If-Match', '"99"');
    }
    const body = JSON.stringify(row.body ?? {}).replace(
      /<(\w+)>/g,
      (_, each: MatrixTarget) => ids[each],
    );
    const answer =
      operation.method === 'get' || operation.method === 'delete'
        ? await request
        : await request.send(JSON.parse(body));
    if (answer.status === 500 || answer.status === 401) {
      return `${answer.status} ${answer.text}`;
    }
    const { code } = answer.body.error ?? {};
    if (code === 'role_missing' || code === 'not_allowed') {
      return 'refused';
    }
    if ('lists' in row && answer.status === 200) {
      const listed = (answer.body.items ?? answer.body.nodes).some(
        (item: { id: string }) => item.id === ids[row.lists],
      );
      return listed ? 'passed' : 'hidden';
    }
    const hidden = 'unseen' in row ? row.unseen : target;
    return answer.status === 404 && code === `${hidden}_not_found`
      ? 'hidden'
      : 'passed';
  }
});

function expectedOf(row: MatrixRow, { role, scope }: Cell): string {
  const held = role === 'none' ? undefined : role;
  const at = (target: MatrixTarget) =>
    reached[scope].includes(target) ? held : undefined;
  if ('everybody' in row) {
    return 'passed';
  }
  if ('services' in row) {
    return 'refused';
  }
  if ('global' in row) {
    const everywhere = scope === 'global' ? held : undefined;
    return roleAllows(everywhere, row.global) ? 'passed' : 'refused';
  }
  if ('lists' in row) {
    // The grants of others are for admins.
    const needed = row.lists === 'grant' ? 'admin' : 'read';
    return roleAllows(at(row.lists), needed) ? 'passed' : 'hidden';
  }
  if ('anywhere' in row) {
    if (row.at.some(target => roleAllows(at(target), row.anywhere))) {
      return 'passed';
    }
    // An admin of another template is an admin of a template.
    if (!row.unseen && scope === 'other' && held === row.anywhere) {
      return 'passed';
    }
    return row.unseen && !at(row.unseen) ? 'hidden' : 'refused';
  }
  if (roleAllows(at(row.on), row.role)) {
    return 'passed';
  }
  return at(row.on) ? 'refused' : 'hidden';
}

/** One record of each kind, all about one resource, and people with roles. */
async function createTargets(
  knex: Knex,
): Promise<Record<MatrixTarget, string>> {
  const services = await createServices(knex);
  const template = await addTemplate(services);
  const other = await addTemplate(services);
  const version = await addVersion(services, template);
  const resource = await addResource(services, template, {
    version,
    name: 'taken',
  });
  const projectId = randomUUID();
  await knex('projects').insert({
    id: projectId,
    key: 'taken',
    name: 'Taken',
    enabled: true,
    labels: '[]',
    fields: '{}',
    metadata_free: false,
    revision: 1,
    created_by: 'user:default/ann',
    created_at: 1,
    updated_at: 1,
  });
  await knex('resources')
    .where({ id: resource.id })
    .update({ project_id: projectId });
  const ann = { credentials: mockCredentials.user('user:default/ann') };
  const over = async (id: string) => {
    const run = await services.worker.claim(id);
    await services.worker.move(run, 'failed');
    await services.store.release(run);
  };
  const run = await services.runService.request(resource.id, 'dry-run', ann);
  await over(run.id);
  // Retried already: nobody can do it once more.
  await over((await services.runService.retry(run.id, ann)).id);
  const connected = await createConnected(knex);
  const workspaceId = await createWorkspace(knex);
  const scopeIds: Record<MatrixScope, [string, string]> = {
    global: ['global', GLOBAL_SCOPE_ID],
    project: ['project', projectId],
    template: ['template', template.id],
    resource: ['resource', resource.id],
    integration: ['integration', connected.integration],
    secret: ['secret', connected.secret],
    storage: ['storage', connected.storage],
    workspace: ['workspace', workspaceId],
    other: ['template', other.id],
  };
  await knex('resources')
    .where({ id: resource.id })
    .update({ state: 'provisioned', stale_inputs: true });
  const cascade = await services.cascadeService.create(
    { kind: 'update', rootId: resource.id },
    ann,
  );
  await services.cascadeService.act(cascade.id, 'cancel', ann);
  await knex('resources')
    .where({ id: resource.id })
    .update({ state: 'provision', stale_inputs: false });
  await services.cascadeDriver.advance(cascade.id);
  await knex('grants').delete();
  await knex('grants').insert([
    ...cells
      .filter(({ role }) => role !== 'none')
      .map(({ user, role, scope }) =>
        grantRow(randomUUID(), user, role, ...scopeIds[scope]),
      ),
  ]);
  return {
    template: template.id,
    version: version.id,
    resource: resource.id,
    run: run.id,
    cascade: cascade.id,
    project: projectId,
    ...connected,
    workspace: workspaceId,
    pull_request: await createPullRequest(knex, {
      workspaceId,
      resourceId: resource.id,
      runId: run.id,
    }),
    grant: randomUUID(),
  };
}

/** One connection of each kind. */
async function createConnected(knex: Knex) {
  const ids = {
    integration: randomUUID(),
    secret: randomUUID(),
    storage: randomUUID(),
  };
  for (const [kind, id] of Object.entries(ids)) {
    await knex(`${kind}s`).insert({
      id,
      provider: kind === 'storage' ? 'http' : 'custom',
      name: 'Taken',
      labels: '[]',
      enabled: true,
      config: JSON.stringify({ address: 'http://127.0.0.1:1', variables: {} }),
      version: 1,
      rotated_at: 1,
      revision: 1,
      created_by: 'user:default/ann',
      created_at: 1,
      updated_at: 1,
    });
  }
  return ids;
}

/** A repository at a host that no module is installed for. */
async function createWorkspace(knex: Knex): Promise<string> {
  const id = randomUUID();
  await knex('workspaces').insert({
    id,
    provider: 'forge',
    repository_id: '1',
    name: 'acme/infrastructure',
    url: 'https://forge.invalid/acme/infrastructure.git',
    labels: '[]',
    status: 'ok',
    revision: 1,
    created_by: 'user:default/ann',
    created_at: 1,
    updated_at: 1,
  });
  return id;
}

/** One that is over. */
async function createPullRequest(
  knex: Knex,
  of: { workspaceId: string; resourceId: string; runId: string },
): Promise<string> {
  const id = randomUUID();
  await knex('pull_requests').insert({
    id,
    workspace_id: of.workspaceId,
    resource_id: of.resourceId,
    run_id: of.runId,
    direction: 'update',
    branch: 'update_network',
    target_branch: 'main',
    state: 'failed',
    concluded_at: 1,
    created_at: 1,
    updated_at: 1,
  });
  return id;
}

function grantRow(
  id: string,
  user: string,
  role: string,
  scopeKind: string,
  scopeId: string,
) {
  return {
    id,
    principal_ref: `user:default/${user}`,
    role,
    scope_kind: scopeKind,
    scope_id: scopeId,
    created_by: 'user:default/ann',
    created_at: 1,
  };
}
