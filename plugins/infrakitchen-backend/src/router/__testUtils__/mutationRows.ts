import type {
  Resource,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  fresh,
  variable,
  type Services,
} from '../../__testUtils__/serviceFixture';
import type { Api } from '../../__testUtils__/startApi';
import type { GitFixture } from '../../sources/__testUtils__/gitFixtures';
import { createWorkspaceRows } from './workspaceRows';

/** The id of nothing. */
export const nobody = '00000000-0000-4000-8000-00000000dead';

/** What an operation is called with. */
export interface Given {
  /** In the place of the path's parameters. */
  in?: Record<string, string | number>;
  body?: object;
}

export interface Row {
  /** The action of the line that a success leaves. */
  action: string;
  /** The action of the line that a refusal leaves, where it is another one. */
  refusedAction?: string;
  /** A call that succeeds, by a user. */
  valid: (user: string) => Promise<Given>;
  /** A call that a rule refuses; one with an unknown id where absent. */
  invalid?: (user: string) => Promise<Given>;
}

/** How each operation that is no GET succeeds, and how it is refused. */
export function createMutationRows({
  knex,
  services,
  api,
  source,
  stateServer,
  newRepository,
}: {
  knex: Knex;
  services: Services;
  api: Api;
  /** A module at a tag. */
  source: { repositoryUrl: string; refType: 'tag'; ref: string };
  /** Where states may be kept. */
  stateServer: string;
  /** A repository that workspaces may be at. */
  newRepository: () => Promise<GitFixture>;
}): Record<string, Row> {
  const template = (more: Parameters<typeof addTemplate>[1] = {}) =>
    addTemplate(services, more);
  const version = (of: Template, enabled = true): Promise<TemplateVersion> =>
    addVersion(services, of, {
      enabled,
      variables: [variable('size', 'number', { default: null })],
    });
  const importedVersion = async () => {
    const { id } = await template();
    const created = await api.post(`/templates/${id}/versions`, source);
    return created.body.id as string;
  };
  const resource = async (more: object = {}): Promise<Resource> => {
    const kind = await template();
    return addResource(services, kind, {
      version: await version(kind),
      ...more,
    });
  };
  const provisioned = async (): Promise<Resource> => {
    const made = await resource();
    const { id } = await services.runService.request(made.id, 'provision', ann);
    await services.worker.work(id, { sensitiveOutputs: { password: 'x' } });
    return made;
  };
  const changed = async (): Promise<Resource> => {
    const made = await provisioned();
    await api.patch(`/resources/${made.id}`, { values: { size: 2 } });
    return made;
  };
  const destroyed = async (): Promise<Resource> => {
    const made = await provisioned();
    const { id } = await services.runService.request(made.id, 'destroy', ann);
    await services.worker.work(id);
    return made;
  };
  const run = async (state?: string): Promise<{ id: string }> => {
    const made = await resource();
    const { id } = await services.runService.request(made.id, 'dry-run', ann);
    if (state) {
      await knex('runs').where({ id }).update({ state });
    }
    return { id };
  };
  const key = () => fresh('key');
  /** A run whose plan anybody may decide about. */
  const waiting = async () => {
    const made = await resource();
    await api.post('/approval-rules', {
      name: key(),
      scope: { kind: 'template', id: made.templateId },
      effect: 'require',
      approvers: { roles: ['read'] },
    });
    const { id } = await services.runService.request(made.id, 'provision', ann);
    const { planDigest } = await services.worker.work(id);
    return { in: { id }, body: { digest: planDigest, reason: 'seen' } };
  };
  const outdated = async (): Promise<Resource> => {
    const made = await provisioned();
    await knex('resources')
      .where({ id: made.id })
      .update({ stale_inputs: true });
    return made;
  };
  /** A resource that another one is below. */
  const parent = async (): Promise<Resource> => {
    const above = await template({ abstract: true });
    const made = await addResource(services, above);
    const below = await template({ parents: [above] });
    await addResource(services, below, {
      version: await version(below),
      parentIds: [made.id],
    });
    return made;
  };
  /** A cascade by whoever calls: only the requester may go on with it. */
  const cascade =
    (state: string): ((user: string) => Promise<Given>) =>
    async user => {
      const { id: rootId } = await outdated();
      const { body } = await api.post('/cascades', { kind: 'update', rootId });
      const { id } = body.cascade;
      await knex('cascades')
        .where({ id })
        .update({ state, digest: 'd', requested_by: `user:default/${user}` });
      return { in: { id }, body: { digest: 'd', reason: 'seen' } };
    };
  /** One whose plans anybody may decide about. */
  const waitingCascade = async (): Promise<Given> => {
    const made = await outdated();
    await api.post('/approval-rules', {
      name: key(),
      scope: { kind: 'template', id: made.templateId },
      effect: 'require',
      approvers: { roles: ['read'] },
    });
    const { body } = await api.post('/cascades', {
      kind: 'update',
      rootId: made.id,
    });
    const { id } = body.cascade;
    await knex('cascade_items')
      .where({ cascade_id: id })
      .update({
        state: 'previewed',
        plan_digest: 'p',
        plan_outline: JSON.stringify({
          summary: {},
          changes: [{ action: 'update' }],
          outputChanges: [],
        }),
      });
    await knex('cascades')
      .where({ id })
      .update({ state: 'awaiting_approval', digest: 'd' });
    return { in: { id }, body: { digest: 'd', reason: 'seen' } };
  };
  const of = async (made: Promise<{ id: string }>): Promise<Given> => ({
    in: { id: (await made).id },
  });
  const project = async (): Promise<{ id: string }> =>
    (await api.post('/projects', { key: key(), name: key() })).body;
  const rule = () => ({
    name: key(),
    // Of no resource, so that nothing begins to wait.
    scope: { kind: 'label', label: key() },
    effect: 'require',
  });
  const grant = () => ({
    principalRef: 'user:default/known',
    role: 'read',
    scope: { kind: 'global' },
  });

  const inputOf = (kind: string) => ({
    provider: kind === 'Storage' ? 'http' : 'custom',
    name: key(),
    config: {
      Integration: { variables: { TOKEN: 'first-secret' } },
      Secret: { values: { token: 'first-secret' } },
      Storage: {
        address: stateServer,
        username: 'portal',
        password: 'first-secret',
      },
    }[kind],
  });
  const rotatedOf = (kind: string) =>
    ({
      Integration: { variables: { TOKEN: 'second-secret' } },
      Secret: { values: { token: 'second-secret' } },
      Storage: { password: 'second-secret' },
    }[kind]);
  const connection = async (kind: string): Promise<{ id: string }> =>
    (await api.post(`/${kind.toLowerCase()}s`, inputOf(kind))).body;
  const connectionRows = (kind: string): Record<string, Row> => {
    const noun = kind.toLowerCase();
    const one = () => of(connection(kind));
    return {
      [`create${kind}`]: {
        action: `${noun}.created`,
        valid: async () => ({ body: inputOf(kind) }),
        invalid: async () => ({ body: { ...inputOf(kind), config: {} } }),
      },
      [`update${kind}`]: {
        action: `${noun}.updated`,
        valid: async () => ({ ...(await one()), body: { name: key() } }),
        invalid: async () => ({
          ...(await one()),
          body: { config: { unknown: 1 } },
        }),
      },
      [`delete${kind}`]: { action: `${noun}.deleted`, valid: one },
      [`actOn${kind} enable`]: {
        action: `${noun}.enabled`,
        async valid() {
          const given = await one();
          await api.post(`/${noun}s/${given.in!.id}/actions/disable`);
          return given;
        },
      },
      [`actOn${kind} disable`]: { action: `${noun}.disabled`, valid: one },
      [`actOn${kind} rotate`]: {
        action: `${noun}.rotated`,
        valid: async () => ({
          ...(await one()),
          body: { config: rotatedOf(kind) },
        }),
        invalid: one,
      },
      [`test${kind}`]: { action: `${noun}.tested`, valid: one },
    };
  };

  return {
    ...createWorkspaceRows({ knex, services, api, newRepository, resource }),
    listModuleRefs: {
      action: 'module.listed',
      valid: async () => ({ body: { repositoryUrl: source.repositoryUrl } }),
      invalid: async () => ({ body: { repositoryUrl: '/nowhere' } }),
    },
    analyseModule: {
      action: 'module.analysed',
      valid: async () => ({ body: source }),
      invalid: async () => ({ body: { ...source, ref: 'v9' } }),
    },
    ...connectionRows('Integration'),
    ...connectionRows('Secret'),
    ...connectionRows('Storage'),
    rewrapEncryption: {
      action: 'encryption.rewrapped',
      valid: async () => ({ body: { restart: true } }),
      async invalid() {
        await api.post('/encryption/rewrap', { restart: true });
        return { body: {} };
      },
    },
    moveResourceStorage: {
      action: 'resource.storage_move_requested',
      valid: async () => ({
        ...(await of(resource())),
        body: { storageId: (await connection('Storage')).id },
      }),
      invalid: async () => ({
        ...(await of(resource())),
        body: { storageId: null },
      }),
    },
    createTemplate: {
      action: 'template.created',
      valid: async () => ({ body: { key: key(), name: key() } }),
      invalid: async () => ({
        body: { key: (await template()).key, name: key() },
      }),
    },
    importTemplate: {
      action: 'template.created',
      valid: async () => ({
        body: { template: { key: key(), name: key() }, version: source },
      }),
      invalid: async () => ({
        body: {
          template: { key: key(), name: key() },
          version: { ...source, ref: 'v9' },
        },
      }),
    },
    updateTemplate: {
      action: 'template.updated',
      valid: async () => ({
        ...(await of(template())),
        body: { description: 'x' },
      }),
      invalid: async () => ({ in: { id: nobody }, body: { name: 'x' } }),
    },
    deleteTemplate: {
      action: 'template.deleted',
      valid: () => of(template({ enabled: false })),
      invalid: () => of(template()),
    },
    'actOnTemplate enable': {
      action: 'template.enabled',
      valid: () => of(template({ enabled: false })),
    },
    'actOnTemplate disable': {
      action: 'template.disabled',
      valid: () => of(template()),
    },
    createVersion: {
      action: 'version.created',
      valid: async () => ({ ...(await of(template())), body: source }),
      invalid: async () => ({ in: { id: nobody }, body: source }),
    },
    updateVersion: {
      action: 'version.updated',
      valid: async () => ({
        ...(await of(version(await template()))),
        body: { description: 'x' },
      }),
      invalid: async () => ({
        ...(await of(version(await template()))),
        body: { variableRules: { unknown: { required: true } } },
      }),
    },
    deleteVersion: {
      action: 'version.deleted',
      valid: async () => of(version(await template(), false)),
      invalid: async () => of(version(await template())),
    },
    'actOnVersion analyse': {
      action: 'version.analysed',
      valid: async () => ({ in: { id: await importedVersion() } }),
    },
    'actOnVersion enable': {
      action: 'version.enabled',
      valid: async () => of(version(await template(), false)),
    },
    'actOnVersion disable': {
      action: 'version.disabled',
      valid: async () => of(version(await template())),
    },
    createResource: {
      action: 'resource.created',
      valid: async () => ({
        body: {
          templateId: (await template({ abstract: true })).id,
          name: key(),
        },
      }),
      invalid: async () => ({ body: { templateId: nobody, name: key() } }),
    },
    updateResource: {
      action: 'resource.updated',
      valid: async () => ({
        ...(await of(resource())),
        body: { description: 'x' },
      }),
      invalid: async () => ({
        ...(await of(resource())),
        body: { values: { size: 'large' } },
      }),
    },
    'actOnResource dry-run': {
      action: 'run.queued',
      refusedAction: 'resource.dry-run',
      valid: () => of(resource()),
      invalid: () => of(destroyed()),
    },
    'actOnResource provision': {
      action: 'run.queued',
      refusedAction: 'resource.provision',
      valid: () => of(resource()),
      invalid: () => of(provisioned()),
    },
    'actOnResource update': {
      action: 'run.queued',
      refusedAction: 'resource.update',
      valid: () => of(changed()),
      invalid: () => of(resource()),
    },
    'actOnResource destroy': {
      action: 'run.queued',
      refusedAction: 'resource.destroy',
      valid: () => of(provisioned()),
      invalid: () => of(resource()),
    },
    'actOnResource recreate': {
      action: 'run.queued',
      refusedAction: 'resource.recreate',
      valid: () => of(destroyed()),
      invalid: () => of(resource()),
    },
    'actOnResource delete': {
      action: 'resource.deleted',
      valid: () => of(resource()),
      invalid: () => of(provisioned()),
    },
    'actOnResource discard-change': {
      action: 'change.discarded',
      valid: () => of(changed()),
      invalid: () => of(provisioned()),
    },
    'actOnResource cascade-update': {
      action: 'cascade.requested',
      valid: () => of(outdated()),
      invalid: () => of(provisioned()),
    },
    'actOnResource cascade-recreate': {
      action: 'cascade.requested',
      valid: () => of(destroyed()),
      invalid: () => of(provisioned()),
    },
    'actOnResource cascade-destroy': {
      action: 'cascade.requested',
      valid: () => of(parent()),
      invalid: () => of(destroyed()),
    },
    createCascade: {
      action: 'cascade.requested',
      valid: async () => ({
        body: { kind: 'update', rootId: (await outdated()).id },
      }),
      invalid: async () => ({
        body: { kind: 'update', rootId: (await provisioned()).id },
      }),
    },
    'actOnCascade confirm': {
      action: 'cascade.confirmed',
      valid: cascade('previewed'),
      invalid: cascade('succeeded'),
    },
    'actOnCascade approve': {
      action: 'cascade.approved',
      valid: waitingCascade,
      invalid: cascade('previewed'),
    },
    'actOnCascade reject': {
      action: 'cascade.rejected',
      valid: waitingCascade,
      invalid: cascade('previewed'),
    },
    'actOnCascade cancel': {
      action: 'cascade.cancelled',
      valid: cascade('previewed'),
      invalid: cascade('succeeded'),
    },
    'actOnCascade resume': {
      action: 'cascade.resumed',
      valid: cascade('failed'),
      invalid: cascade('previewed'),
    },
    'actOnRun approve': {
      action: 'run.approved',
      valid: waiting,
      invalid: () => of(run()),
    },
    'actOnRun reject': {
      action: 'run.rejected',
      valid: waiting,
      invalid: () => of(run()),
    },
    setSubscription: {
      action: 'subscription.changed',
      valid: async () => ({
        ...(await of(resource())),
        body: { follows: 'subtree' },
      }),
      invalid: async () => ({
        in: { id: nobody },
        body: { follows: 'resource' },
      }),
    },
    'actOnRun cancel': {
      action: 'run.cancelled',
      valid: () => of(run()),
      invalid: () => of(run('succeeded')),
    },
    'actOnRun retry': {
      action: 'run.queued',
      refusedAction: 'run.retried',
      valid: () => of(run('failed')),
      invalid: () => of(run()),
    },
    'actOnRun resolve': {
      action: 'run.resolved',
      valid: async () => ({
        ...(await of(run('needs_attention'))),
        body: { outcome: 'failed', reason: 'seen' },
      }),
      invalid: () => of(run()),
    },
    createProject: {
      action: 'project.created',
      valid: async () => ({ body: { key: key(), name: key() } }),
      invalid: async () => {
        const taken = { key: key(), name: key() };
        await api.post('/projects', taken);
        return { body: taken };
      },
    },
    updateProject: {
      action: 'project.updated',
      valid: async () => ({
        ...(await of(project())),
        body: { description: 'x' },
      }),
      invalid: async () => ({ in: { id: nobody }, body: { name: 'x' } }),
    },
    deleteProject: { action: 'project.deleted', valid: () => of(project()) },
    'actOnProject enable': {
      action: 'project.enabled',
      valid: async () => {
        const { id } = await project();
        await api.post(`/projects/${id}/actions/disable`);
        return { in: { id } };
      },
    },
    'actOnProject disable': {
      action: 'project.disabled',
      valid: () => of(project()),
    },
    createGrant: {
      action: 'grant.given',
      valid: async () => ({ body: grant() }),
      invalid: async () => ({
        body: { ...grant(), scope: { kind: 'project', id: nobody } },
      }),
    },
    deleteGrant: {
      action: 'grant.taken',
      valid: async () => of(api.post('/grants', grant()).then(r => r.body)),
    },
    createApprovalRule: {
      action: 'approval_rule.created',
      valid: async () => ({ body: rule() }),
      invalid: async () => {
        const taken = rule();
        await api.post('/approval-rules', taken);
        return { body: taken };
      },
    },
    replaceApprovalRule: {
      action: 'approval_rule.updated',
      valid: async () => ({
        ...(await of(api.post('/approval-rules', rule()).then(r => r.body))),
        body: rule(),
      }),
      invalid: async () => ({ in: { id: nobody }, body: rule() }),
    },
    deleteApprovalRule: {
      action: 'approval_rule.deleted',
      valid: async () =>
        of(api.post('/approval-rules', rule()).then(r => r.body)),
    },
    revealOutput: {
      action: 'output.revealed',
      valid: async () => ({
        in: { ...(await of(provisioned())).in, name: 'password' },
      }),
      invalid: async () => ({
        in: { ...(await of(provisioned())).in, name: 'unknown' },
      }),
    },
    restoreRevision: {
      action: 'revision.restored',
      valid: async () => ({
        in: { ...(await of(resource())).in, kind: 'resource', revision: 1 },
      }),
      invalid: async () => ({
        in: { id: nobody, kind: 'resource', revision: 1 },
      }),
    },
  };
}
