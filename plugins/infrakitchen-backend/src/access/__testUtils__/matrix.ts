import type { Role } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Records that the operations are tried on. */
export type MatrixTarget =
  | 'template'
  | 'version'
  | 'resource'
  | 'run'
  | 'cascade'
  | 'project'
  | 'integration'
  | 'secret'
  | 'storage'
  | 'workspace'
  | 'pull_request'
  | 'grant';

/** Where somebody has a role. */
export const matrixScopes = [
  'global',
  'project',
  'template',
  'resource',
  'integration',
  'secret',
  'storage',
  'workspace',
  'other',
] as const;
export type MatrixScope = (typeof matrixScopes)[number];

/** What a role at a scope reaches, in the hierarchy that the test makes. */
export const reached: Record<MatrixScope, MatrixTarget[]> = {
  global: [
    'template',
    'version',
    'resource',
    'run',
    'cascade',
    'pull_request',
    'project',
    'integration',
    'secret',
    'storage',
    'workspace',
    'grant',
  ],
  project: ['project', 'resource', 'run', 'cascade', 'pull_request', 'grant'],
  template: [
    'template',
    'version',
    'resource',
    'run',
    'cascade',
    'pull_request',
    'grant',
  ],
  resource: ['resource', 'run', 'cascade', 'pull_request', 'grant'],
  integration: ['integration'],
  secret: ['secret'],
  storage: ['storage'],
  workspace: ['workspace'],
  other: [],
};

/** What an operation takes, and a request that changes nothing where it passes. */
export type MatrixRow = {
  body?: object;
  query?: string;
  /** Sends a revision that is out of date, so that nothing is changed. */
  stale?: true;
} & (
  | { on: MatrixTarget; role: Role }
  /** Narrowed, never refused: whether the record is in the answer. */
  | { lists: Exclude<MatrixTarget, 'version'> }
  | { global: Role }
  /** One of several places will do. */
  | { anywhere: Role; at: MatrixTarget[]; unseen?: MatrixTarget }
  /** Everybody who is signed in. */
  | { everybody: true }
  /** Nobody who is signed in: a service. */
  | { services: true }
);

const version = {
  repositoryUrl: 'https://git.invalid/modules.git',
  refType: 'tag',
  ref: 'v1.0.0',
};
const rule = { name: 'rule', scope: { kind: 'global' }, effect: 'require' };

/**
 * What every operation of the API takes. An operation without a row fails the
 * test: whoever adds one says here who may.
 */
export const matrix: Record<string, MatrixRow> = {
  getOverview: { everybody: true },
  getAccess: { everybody: true },

  listModuleRefs: {
    anywhere: 'admin',
    at: ['template'],
    body: { repositoryUrl: version.repositoryUrl },
  },
  analyseModule: { anywhere: 'admin', at: ['template'], body: version },

  listTemplates: { lists: 'template' },
  createTemplate: { global: 'admin', body: { key: 'shelf', name: 'Taken' } },
  importTemplate: {
    global: 'admin',
    body: { template: { key: 'shelf', name: 'Taken' }, version },
  },
  getTemplate: { on: 'template', role: 'read' },
  updateTemplate: {
    on: 'template',
    role: 'admin',
    stale: true,
    body: { name: 'New' },
  },
  deleteTemplate: { on: 'template', role: 'admin', stale: true },
  'actOnTemplate:enable': { on: 'template', role: 'admin', stale: true },
  'actOnTemplate:disable': { on: 'template', role: 'admin', stale: true },
  getTemplatesTree: { lists: 'template' },
  getTemplateTree: { on: 'template', role: 'read' },

  listVersions: { on: 'template', role: 'read' },
  createVersion: { on: 'template', role: 'admin', body: version },
  getVersion: { on: 'version', role: 'read' },
  updateVersion: {
    on: 'version',
    role: 'admin',
    stale: true,
    body: { description: 'new' },
  },
  deleteVersion: { on: 'version', role: 'admin', stale: true },
  'actOnVersion:analyse': { on: 'version', role: 'admin', stale: true },
  'actOnVersion:enable': { on: 'version', role: 'admin', stale: true },
  'actOnVersion:disable': { on: 'version', role: 'admin', stale: true },
  listTemplateViolations: { on: 'template', role: 'read' },
  previewTemplateViolations: { on: 'template', role: 'admin', body: {} },
  checkTemplateConnections: { on: 'template', role: 'read', body: {} },
  checkVersionValues: { on: 'version', role: 'read', body: {} },
  previewVersionViolations: { on: 'version', role: 'read', body: {} },
  compareVersions: { on: 'version', role: 'read' },
  getVersionSchema: { on: 'version', role: 'read' },

  listResources: { lists: 'resource' },
  getResourceSummary: { everybody: true },
  createResource: {
    anywhere: 'write',
    at: ['template', 'project'],
    unseen: 'template',
    body: { templateId: '<template>', projectId: '<project>', name: 'taken' },
  },
  getResource: { on: 'resource', role: 'read' },
  updateResource: {
    on: 'resource',
    role: 'write',
    stale: true,
    body: { description: 'new' },
  },
  listResourceActions: { on: 'resource', role: 'read' },
  'actOnResource:dry-run': { on: 'resource', role: 'write', stale: true },
  'actOnResource:provision': { on: 'resource', role: 'write', stale: true },
  'actOnResource:update': { on: 'resource', role: 'write', stale: true },
  'actOnResource:recreate': { on: 'resource', role: 'write', stale: true },
  'actOnResource:discard-change': {
    on: 'resource',
    role: 'write',
    stale: true,
  },
  'actOnResource:destroy': { on: 'resource', role: 'admin', stale: true },
  'actOnResource:delete': { on: 'resource', role: 'admin', stale: true },
  'actOnResource:cascade-update': {
    on: 'resource',
    role: 'write',
    stale: true,
  },
  'actOnResource:cascade-recreate': {
    on: 'resource',
    role: 'write',
    stale: true,
  },
  'actOnResource:cascade-destroy': {
    on: 'resource',
    role: 'admin',
    stale: true,
  },
  getResourceTree: { on: 'resource', role: 'read' },
  getEffectiveValues: { on: 'resource', role: 'read' },
  previewResourceImpact: { on: 'resource', role: 'read' },
  getStaleInputs: { on: 'resource', role: 'read' },
  getResourceChange: { on: 'resource', role: 'read' },
  // Runs outlive their resource: of an unknown one there are none.
  listResourceRuns: { lists: 'run' },
  listResourceRevisions: { on: 'resource', role: 'read' },
  listResourceAudit: { on: 'resource', role: 'read' },
  getResourceState: { on: 'resource', role: 'read' },
  listStateObjects: { on: 'resource', role: 'read' },
  getStateSummary: { on: 'resource', role: 'read' },
  getResourceAccess: { on: 'resource', role: 'read' },
  previewApprovers: {
    on: 'resource',
    role: 'read',
    query: '?action=provision',
  },
  revealOutput: { on: 'resource', role: 'admin' },
  getSubscription: { on: 'resource', role: 'read' },
  setSubscription: {
    on: 'resource',
    role: 'read',
    body: { follows: 'nothing' },
  },

  listRuns: { lists: 'run' },
  getRun: { on: 'run', role: 'read' },
  getRunPlan: { on: 'run', role: 'read' },
  getRunLog: { on: 'run', role: 'read' },
  // Whom a rule names decides; a run that does not wait refuses everybody.
  'actOnRun:approve': { on: 'run', role: 'read', body: { digest: 'x' } },
  'actOnRun:reject': {
    on: 'run',
    role: 'read',
    body: { digest: 'x', reason: 'no' },
  },
  // Started by somebody else, which takes an admin to stop.
  'actOnRun:cancel': { on: 'run', role: 'admin' },
  'actOnRun:retry': { on: 'run', role: 'write' },
  'actOnRun:resolve': {
    on: 'run',
    role: 'write',
    body: { outcome: 'failed', reason: 'seen' },
  },

  listCascades: { lists: 'cascade' },
  createCascade: {
    on: 'resource',
    role: 'write',
    // Of what is not provisioned yet, so that nothing begins.
    body: { kind: 'update', resourceIds: ['<resource>'] },
  },
  getCascade: { on: 'cascade', role: 'read' },
  listCascadeItems: { on: 'cascade', role: 'read' },
  getCascadeGraph: { on: 'cascade', role: 'read' },
  // Asked for by somebody else, who alone may go on with it.
  'actOnCascade:confirm': { on: 'cascade', role: 'write' },
  'actOnCascade:resume': { on: 'cascade', role: 'write' },
  'actOnCascade:approve': { on: 'cascade', role: 'read' },
  'actOnCascade:reject': { on: 'cascade', role: 'read' },
  // It is over already; to stop what somebody else asked for takes an admin.
  'actOnCascade:cancel': { on: 'cascade', role: 'admin' },

  listProjects: { lists: 'project' },
  createProject: { global: 'admin', body: { key: 'taken', name: 'Taken' } },
  getProject: { on: 'project', role: 'read' },
  updateProject: {
    on: 'project',
    role: 'admin',
    stale: true,
    body: { name: 'New' },
  },
  deleteProject: { on: 'project', role: 'admin', stale: true },
  previewProjectImpact: { on: 'project', role: 'read' },
  'actOnProject:enable': { on: 'project', role: 'admin', stale: true },
  'actOnProject:disable': { on: 'project', role: 'admin', stale: true },

  listIntegrationProviders: { everybody: true },
  listPortalGitHosts: { everybody: true },
  listIntegrations: { lists: 'integration' },
  createIntegration: {
    global: 'admin',
    body: { provider: 'custom', name: 'Taken', config: {} },
  },
  getIntegration: { on: 'integration', role: 'read' },
  updateIntegration: {
    on: 'integration',
    role: 'admin',
    stale: true,
    body: { name: 'New' },
  },
  deleteIntegration: { on: 'integration', role: 'admin', stale: true },
  'actOnIntegration:enable': { on: 'integration', role: 'admin', stale: true },
  'actOnIntegration:disable': { on: 'integration', role: 'admin', stale: true },
  'actOnIntegration:rotate': { on: 'integration', role: 'admin', stale: true },
  testIntegration: { on: 'integration', role: 'admin' },
  getIntegrationUsage: { on: 'integration', role: 'read' },

  listSecretProviders: { everybody: true },
  listSecrets: { lists: 'secret' },
  createSecret: {
    global: 'admin',
    body: { provider: 'custom', name: 'Taken', config: {} },
  },
  getSecret: { on: 'secret', role: 'read' },
  updateSecret: {
    on: 'secret',
    role: 'admin',
    stale: true,
    body: { name: 'New' },
  },
  deleteSecret: { on: 'secret', role: 'admin', stale: true },
  'actOnSecret:enable': { on: 'secret', role: 'admin', stale: true },
  'actOnSecret:disable': { on: 'secret', role: 'admin', stale: true },
  'actOnSecret:rotate': { on: 'secret', role: 'admin', stale: true },
  testSecret: { on: 'secret', role: 'admin' },
  getSecretUsage: { on: 'secret', role: 'read' },

  listStorageProviders: { everybody: true },
  listStorages: { lists: 'storage' },
  createStorage: {
    global: 'admin',
    body: { provider: 'http', name: 'Taken', config: {} },
  },
  getStorage: { on: 'storage', role: 'read' },
  updateStorage: {
    on: 'storage',
    role: 'admin',
    stale: true,
    body: { name: 'New' },
  },
  deleteStorage: { on: 'storage', role: 'admin', stale: true },
  'actOnStorage:enable': { on: 'storage', role: 'admin', stale: true },
  'actOnStorage:disable': { on: 'storage', role: 'admin', stale: true },
  'actOnStorage:rotate': { on: 'storage', role: 'admin', stale: true },
  testStorage: { on: 'storage', role: 'admin' },
  getStorageUsage: { on: 'storage', role: 'read' },
  moveResourceStorage: {
    on: 'resource',
    role: 'admin',
    stale: true,
    body: { storageId: null },
  },

  listStorageMoves: { on: 'resource', role: 'read' },
  listCatalogResources: { services: true },
  listCatalogChanges: { services: true },
  listCatalogTemplates: { services: true },
  listCatalogTemplateChanges: { services: true },
  listSearchResources: { services: true },
  listSearchTemplates: { services: true },
  listSearchWorkspaces: { services: true },
  listWorkspaces: { lists: 'workspace' },
  createWorkspace: { global: 'admin', body: {} },
  getWorkspace: { on: 'workspace', role: 'read' },
  updateWorkspace: {
    on: 'workspace',
    role: 'admin',
    stale: true,
    body: { description: 'new' },
  },
  deleteWorkspace: { on: 'workspace', role: 'admin', stale: true },
  // Nothing reaches its host, so that it stays as it is.
  'actOnWorkspace:sync': { on: 'workspace', role: 'admin' },
  listWorkspaceFolders: { on: 'workspace', role: 'read' },
  getWorkspaceUsage: { on: 'workspace', role: 'read' },
  listWorkspacePullRequests: { on: 'workspace', role: 'read' },
  getPullRequest: { on: 'pull_request', role: 'read' },
  listPullRequestComments: { on: 'pull_request', role: 'read' },
  getPullRequestDiff: { on: 'pull_request', role: 'read' },
  'actOnPullRequest:refresh': { on: 'pull_request', role: 'read' },
  // Of one that is over.
  'actOnPullRequest:retry': { on: 'pull_request', role: 'write' },
  // Of a resource without a workspace.
  getResourceCode: { on: 'resource', role: 'read' },
  'actOnResourceCode:take-back': { on: 'resource', role: 'write' },
  // Of a provider that is no git host.
  listIntegrationRepositories: { on: 'integration', role: 'write' },

  getEncryption: { global: 'admin' },
  rewrapEncryption: { global: 'admin' },

  listGrants: { lists: 'grant' },
  createGrant: {
    on: 'resource',
    role: 'admin',
    body: {
      principalRef: 'user:default/unknown',
      role: 'read',
      scope: { kind: 'resource', id: '<resource>' },
    },
  },
  deleteGrant: { on: 'grant', role: 'admin' },

  listApprovalRules: { global: 'read' },
  createApprovalRule: { global: 'admin', body: rule },
  getApprovalRule: { global: 'read' },
  replaceApprovalRule: { global: 'admin', stale: true, body: rule },
  deleteApprovalRule: { global: 'admin' },
  listApprovals: { everybody: true },

  listAudit: { global: 'read' },
  exportAudit: { global: 'read', query: '?format=jsonl' },
  listRevisions: { on: 'resource', role: 'read' },
  compareRevisions: { on: 'resource', role: 'read', query: '?from=1&to=1' },
  restoreRevision: { on: 'resource', role: 'write', stale: true },
};
