import { randomUUID } from 'node:crypto';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { ann, fresh, type Services } from '../../__testUtils__/serviceFixture';
import type { Api } from '../../__testUtils__/startApi';
import type { GitFixture } from '../../sources/__testUtils__/gitFixtures';
import { filesDigest } from '../../workspaces/filesDigest';
import { nobody, type Given, type Row } from './rowTypes';

/** The operations of workspaces and of pull requests to them. */
export function createWorkspaceRows({
  knex,
  services,
  api,
  newRepository,
  resource,
}: {
  knex: Knex;
  services: Services;
  api: Api;
  newRepository: () => Promise<GitFixture>;
  resource: (more: object) => Promise<Resource>;
}): Record<string, Row> {
  const repository = async () => {
    const made = await newRepository();
    await made.commit({ 'README.md': 'Infrastructure' });
    return made;
  };
  const register = async (made: GitFixture): Promise<string> => {
    const { body } = await api.post('/workspaces', { url: made.directory });
    await api.post('/grants', {
      principalRef: 'user:default/ann',
      role: 'write',
      scope: { kind: 'workspace', id: body.id },
    });
    return body.id;
  };
  const workspace = async (): Promise<Given> => ({
    in: { id: await register(await repository()) },
  });
  /** One of a run of the resource. */
  const addPullRequest = async (
    of: { workspaceId: string; resourceId: string },
    state: 'failed' | 'merged',
  ): Promise<string> => {
    const { id: runId } = await services.runService.request(
      of.resourceId,
      'provision',
      ann,
    );
    await services.worker.work(runId);
    const id = randomUUID();
    const now = Date.now();
    await knex('pull_requests').insert({
      id,
      workspace_id: of.workspaceId,
      resource_id: of.resourceId,
      run_id: runId,
      direction: 'update',
      branch: fresh('update_'),
      target_branch: 'main',
      state,
      created_at: now,
      updated_at: now,
      ...(state === 'merged' && { ended_at: now, concluded_at: now }),
    });
    return id;
  };
  /** One that could not be opened, for a run that waits for it. */
  const pullRequest = async (): Promise<Given> => {
    const workspaceId = await register(await repository());
    const { id: resourceId } = await resource({ workspaceId });
    const id = await addPullRequest({ workspaceId, resourceId }, 'failed');
    return { in: { id } };
  };
  /** A resource whose code was merged and then edited by hand. */
  const edited = async (): Promise<Given> => {
    const made = await repository();
    const workspaceId = await register(made);
    const { id } = await resource({ workspaceId });
    const { path } = await knex('workspace_folders')
      .where({ resource_id: id })
      .first('path');
    const files = { 'main.tf': '# Generated\n' };
    const commit = await made.commit({ [`${path}/main.tf`]: files['main.tf'] });
    await made.commit({ [`${path}/main.tf`]: '# By hand\n' });
    await knex('workspace_folders')
      .where({ resource_id: id })
      .update({ digest: filesDigest(files), commit_sha: commit });
    await addPullRequest({ workspaceId, resourceId: id }, 'merged');
    return { in: { id } };
  };
  return {
    createWorkspace: {
      action: 'workspace.created',
      valid: async () => ({ body: { url: (await repository()).directory } }),
      invalid: async () => {
        const made = await repository();
        await register(made);
        return { body: { url: made.directory } };
      },
    },
    updateWorkspace: {
      action: 'workspace.updated',
      valid: async () => ({
        ...(await workspace()),
        body: { description: 'x' },
      }),
      invalid: async () => ({
        in: { id: nobody },
        body: { description: 'x' },
      }),
    },
    deleteWorkspace: { action: 'workspace.deleted', valid: workspace },
    'actOnWorkspace sync': { action: 'workspace.synced', valid: workspace },
    'actOnPullRequest refresh': {
      action: 'pull_request.refresh',
      valid: pullRequest,
    },
    'actOnPullRequest retry': {
      action: 'pull_request.retry',
      valid: pullRequest,
    },
    'actOnResourceCode take-back': {
      action: 'resource.code_taken_back',
      valid: edited,
    },
  };
}
