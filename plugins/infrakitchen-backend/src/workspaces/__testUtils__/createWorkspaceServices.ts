import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import {
  createServices,
  fresh,
  type Services,
} from '../../__testUtils__/serviceFixture';
import { RepositoryHosts } from '../RepositoryHosts';
import type { WorkspaceRecord } from '../types';
import { DefaultWorkspaceService } from '../WorkspaceService';
import { WorkspaceUserStore } from '../WorkspaceUserStore';
import { WorkspaceWriter } from '../WorkspaceWriter';
import { MemoryForge } from './MemoryForge';

/** Every service, with a forge and an integration that reaches it. */
export async function createWorkspaceServices(knex: Knex) {
  const services = await createServices(knex);
  const forge = new MemoryForge();
  const plain = new MemoryForge();
  const { stores, providers, vault, calls, git } = services.connections;
  providers.integration.add(forge.provider());
  const hosts = new RepositoryHosts({
    integrations: stores.integration,
    providers: providers.integration,
    plain: plain.host(),
    ...{ vault, calls, git },
  });
  const writer = new WorkspaceWriter({
    ...services,
    users: new WorkspaceUserStore(),
  });
  const workspaceService = new DefaultWorkspaceService({
    ...services,
    ...{ writer, hosts },
    normaliseUrl: url => url.replace(/\/+$/, ''),
  });
  return {
    ...services,
    ...{ forge, plain, hosts, writer, workspaceService },
    integrationId: await addIntegration(knex),
  };
}

export type WorkspaceServices = Awaited<
  ReturnType<typeof createWorkspaceServices>
>;

/** An integration with the forge. */
export async function addIntegration(
  knex: Knex,
  over: object = {},
): Promise<string> {
  const id = randomUUID();
  await knex('integrations').insert({
    id,
    provider: 'forge',
    name: fresh('forge-'),
    labels: '[]',
    enabled: true,
    config: '{}',
    version: 1,
    rotated_at: 1,
    revision: 1,
    created_by: 'user:default/ann',
    created_at: 1,
    updated_at: 1,
    ...over,
  });
  return id;
}

/** A workspace that is stored, whatever its host says. */
export async function addWorkspace(
  { knex, workspaces }: Pick<Services, 'knex' | 'workspaces'>,
  over: Partial<WorkspaceRecord> = {},
): Promise<WorkspaceRecord> {
  const name = fresh('acme/workspace-');
  const record: WorkspaceRecord = {
    id: randomUUID(),
    provider: 'git',
    repositoryId: name,
    name,
    url: `https://git.example.com/${name}.git`,
    defaultBranch: 'main',
    labels: [],
    status: 'ok',
    revision: 1,
    createdBy: 'user:default/ann',
    createdAt: 1,
    updatedAt: 1,
    ...over,
  };
  await workspaces.insert(knex, record);
  return record;
}

/** A pull request of a resource that is not over. */
export async function addPullRequest(
  knex: Knex,
  where: { workspaceId: string; resourceId: string; state?: string },
): Promise<string> {
  const id = randomUUID();
  await knex('pull_requests').insert({
    id,
    workspace_id: where.workspaceId,
    resource_id: where.resourceId,
    run_id: randomUUID(),
    direction: 'update',
    branch: `update_${fresh('pr')}`,
    target_branch: 'main',
    number: fresh('1'),
    state: where.state ?? 'open',
    created_at: 1,
    updated_at: 1,
  });
  return id;
}
