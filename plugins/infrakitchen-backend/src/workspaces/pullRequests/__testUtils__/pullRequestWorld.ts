import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { Knex } from 'knex';
import type {
  MergeBy,
  Role,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RepositoryHost } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  Forge,
  temporaryDirectory,
  type ForgeRepository,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  as,
  createServices,
  fresh,
  variable,
} from '../../../__testUtils__/serviceFixture';
import type { FakeApply } from '../../../__testUtils__/FakeWorker';
import { fakeAccess } from '../../../access/__testUtils__/fakeAccess';
import { ApprovalStore } from '../../../approvals';
import { createPullRequests } from '../../../createPullRequests';
import type { RunRecord } from '../../../runs';
import { GitSources } from '../../../sources';
import { DefaultWorkspaceGit } from '../../git';
import type { WorkspaceGit } from '../../git/types';
import type { WorkspaceRecord } from '../../types';
import { ForgeHost } from './ForgeHost';

/** Users of the catalog whom the hosts know too. */
function catalogOf(names: string[]) {
  const entities: Entity[] = names.map(name => ({
    apiVersion: 'backstage.io/v1beta1',
    kind: 'User',
    metadata: {
      name,
      namespace: 'default',
      annotations: { 'github.com/user-login': name },
    },
    spec: { profile: { displayName: name, email: `${name}@example.com` } },
    relations: [],
  }));
  return {
    async getEntityByRef(ref: unknown) {
      return entities.find(
        ({ metadata }) => ref === `user:default/${metadata.name}`,
      );
    },
    async getEntities(request?: { filter?: unknown }) {
      const asked = JSON.stringify(request?.filter);
      return {
        items: entities.filter(
          ({ metadata, spec }) =>
            asked.includes(`"${metadata.name}"`) ||
            asked.includes((spec as any).profile.email),
        ),
      };
    },
  };
}

export type PullRequestWorld = Awaited<
  ReturnType<typeof createPullRequestWorld>
>;

/** A portal and a forge with a repository, over real git. */
export async function createPullRequestWorld(
  knex: Knex,
  options: {
    mergeBy?: MergeBy;
    /** In place of the real one. */
    git?: WorkspaceGit;
    provider?: string;
    /** Ann's role at everything; write where absent. */
    annIs?: Role;
  } = {},
) {
  const mergeBy = options.mergeBy ?? 'anyone';
  const services = await createServices(knex, {
    mergeBy,
    grants: [
      {
        principalRef: 'user:default/approver',
        role: 'admin',
        scope: { kind: 'global' },
      },
      {
        principalRef: 'user:default/ann',
        role: options.annIs ?? 'write',
        scope: { kind: 'global' },
      },
    ],
  });
  const forge = await Forge.create();
  const temporary = await temporaryDirectory();
  const portal = forge.addUser('portal', 'write');
  const people = {
    ann: forge.addUser('ann', 'write'),
    approver: forge.addUser('approver', 'write'),
    stranger: forge.addUser('stranger', 'write'),
  };
  const host = new ForgeHost(forge, portal);
  let used: RepositoryHost = host;
  const real = await forge.addRepository('acme', 'infra');
  const sources = new GitSources({
    workingDirectory: join(temporary.path, 'work'),
    localRoots: [join(real.git.directory, '..')],
    allowedHosts: [],
    timeoutMs: 30_000,
    logger: mockServices.logger.mock(),
  });
  const workspaceGit = new DefaultWorkspaceGit({
    git: sources.git,
    directory: join(temporary.path, 'clones'),
  });

  async function addWorkspace(repository: ForgeRepository) {
    const now = Date.now();
    const workspace: WorkspaceRecord = {
      id: randomUUID(),
      provider: options.provider ?? 'github',
      repositoryId: String(repository.id),
      name: repository.fullName,
      url: repository.git.directory,
      defaultBranch: repository.defaultBranch,
      labels: [],
      status: 'ok',
      revision: 1,
      createdBy: 'user:default/ann',
      createdAt: now,
      updatedAt: now,
    };
    await services.workspaces.insert(knex, workspace);
    return workspace;
  }

  const workspace = await addWorkspace(real);
  const logger = mockServices.logger.mock();
  const create = () =>
    createPullRequests({
      ...services,
      approvals: new ApprovalStore(knex),
      planWatch: services.watch,
      git: options.git ?? workspaceGit,
      hosts: { call: async (_, work) => work(used) },
      auth: mockServices.auth(),
      catalog: catalogOf(['ann', 'approver']) as never,
      logger,
      settings: {
        mergeBy,
        pollMs: 60_000,
        pagesUrl: 'https://portal.example.com/infrakitchen',
      },
    });
  const parts = create();
  const template = await addTemplate(services);
  const version = await addVersion(services, template, {
    variables: [variable('size', 'string', { default: 'small' })],
  });

  /** A resource whose code goes to the workspace. */
  async function resource(name = fresh('net-'), values = { size: 'small' }) {
    return addResource(services, template, {
      ...{ version, name, values },
      workspaceId: workspace.id,
    });
  }

  /** Asks for a run and plans it, until it waits. */
  async function plan(
    resourceId: string,
    action: 'provision' | 'update' | 'destroy',
    apply: FakeApply = {},
  ): Promise<RunRecord> {
    const found = await services.resourceService.get(resourceId, ann);
    const { id } = await services.runService.request(resourceId, action, {
      ...ann,
      revision: found.revision,
    });
    return services.worker.work(id, apply);
  }

  const rowsOf = async (runId: string) => parts.rows.ofRun(runId);

  return {
    ...{ knex, services, forge, host, people, portal, real, workspace },
    ...{ parts, template, version, resource, plan, create, addWorkspace },
    ...{ workspaceGit, sources, logger, rowsOf },
    /** Everybody may do everything by it. */
    service: parts.serviceFor(fakeAccess('all')),
    /** Reaches the repository by another host from here on. */
    use(next: RepositoryHost) {
      used = next;
    },
    run: async (id: string) => (await services.store.get(id))!,
    /** Plans and publishes; the run with its pull request. */
    async proposed(
      resourceId: string,
      action: 'provision' | 'update' | 'destroy' = 'provision',
      apply: FakeApply = {},
    ) {
      const run = await plan(resourceId, action, apply);
      await parts.flow.runChanged(run.id);
      const [row] = (await rowsOf(run.id)).slice(-1);
      return { run, row, pullRequest: real.pullRequest(row.number!) };
    },
    as,
    async stop() {
      await forge.stop();
      await temporary.remove();
    },
  };
}
