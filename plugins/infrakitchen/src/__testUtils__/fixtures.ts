import {
  runInterventions,
  type ActionAvailability,
  type ApprovalRule,
  type CascadeDetail,
  type Grant,
  type Plan,
  type Project,
  type Resource,
  type ResourceAction,
  type RunApproval,
  type RunDetail,
  type Template,
  type TemplateVersion,
  type VersionSchema,
  type Workspace,
  type WorkspacePullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

const at = '2026-11-01T10:00:00Z';
const who = 'user:default/guest';

/** A template with everything that a page needs. */
export function aTemplate(over: Partial<Template> = {}): Template {
  return {
    id: 'template-network',
    key: 'network',
    name: 'Network',
    abstract: false,
    enabled: true,
    labels: [],
    parentIds: [],
    childIds: [],
    conventions: { requiredTags: [], requiredConfigs: [] },
    resourceCount: 0,
    versionCount: 1,
    revision: 1,
    createdBy: who,
    createdAt: at,
    updatedAt: at,
    ...over,
  };
}

/** A usable version. */
export function aVersion(over: Partial<TemplateVersion> = {}): TemplateVersion {
  return {
    id: 'version-1',
    templateId: 'template-network',
    repositoryUrl: 'https://git.example.com/network.git',
    path: '',
    refType: 'tag',
    ref: 'v1.0.0',
    commitSha: 'a'.repeat(40),
    lifecycle: 'active',
    enabled: true,
    status: 'analysed',
    variableRules: {},
    resourceCount: 0,
    revision: 1,
    createdBy: who,
    createdAt: at,
    updatedAt: at,
    ...over,
  };
}

/** A resource that is not provisioned yet. */
export function aResource(over: Partial<Resource> = {}): Resource {
  return {
    id: 'resource-1',
    templateId: 'template-network',
    template: { key: 'network', name: 'Network' },
    versionId: 'version-1',
    version: { ref: 'v1.0.0', commitSha: 'a'.repeat(40), lifecycle: 'active' },
    name: 'eu-net',
    labels: [],
    abstract: false,
    state: 'provision',
    status: 'ready',
    parents: [],
    tags: [],
    configs: [],
    values: {},
    sensitiveVariables: [],
    integrations: [],
    secrets: [],
    outputs: [],
    hasPendingChange: false,
    staleInputs: false,
    deletionProtection: false,
    revision: 7,
    createdBy: who,
    createdAt: at,
    updatedAt: at,
    ...over,
  };
}

/** All actions, of which some are impossible for a reason. */
export function actionsWith(
  refused: Partial<Record<ResourceAction, string>>,
): ActionAvailability[] {
  const actions: ResourceAction[] = [
    'dry-run',
    'provision',
    'update',
    'destroy',
    'recreate',
    'delete',
    'discard-change',
  ];
  return actions.map(action => {
    const message = refused[action];
    return {
      action,
      allowed: message === undefined,
      reasons: message ? [{ code: 'refused', message }] : [],
    };
  });
}

/** Two variables: one to fill in, one inherited. */
export const versionSchema: VersionSchema = {
  schema: {
    type: 'object',
    required: ['cidr'],
    properties: {
      cidr: { type: 'string' },
      factor: { type: 'number' },
      region: { type: 'string' },
    },
  },
  variables: [
    { name: 'cidr', type: 'string', sensitive: false, isSet: false },
    { name: 'factor', type: 'number', sensitive: false, isSet: false },
    {
      name: 'region',
      type: 'string',
      sensitive: false,
      isSet: true,
      value: 'eu-north-1',
      provenance: {
        source: 'config',
        name: 'region',
        resource: { id: 'region-1', name: 'eu', templateName: 'Region' },
      },
    },
  ],
  tags: [],
  configs: [],
  errors: [],
};

/** A run that is over. */
export function aRun(over: Partial<RunDetail> = {}): RunDetail {
  return {
    id: 'run-1',
    resourceId: 'resource-1',
    resourceName: 'eu-net',
    kind: 'provision',
    state: 'succeeded',
    requestedBy: who,
    createdAt: at,
    updatedAt: at,
    cancelRequested: false,
    transitions: [],
    progress: [],
    inputs: [],
    actions: runInterventions.map(action => {
      return { action, allowed: true, reasons: [] };
    }),
    ...over,
  };
}

/** What a run needs that one rule asks two people for. */
export function anApproval(over: Partial<RunApproval> = {}): RunApproval {
  return {
    digest: 'd1'.repeat(8),
    requirements: [
      {
        ruleId: 'rule-1',
        ruleName: 'Four eyes',
        approvals: 2,
        given: 1,
        approvers: { refs: ['group:default/approvers'] },
        excluded: [{ ref: 'user:default/developer', why: 'requester' }],
        why: ['It holds for every resource', 'The plan: 1 to replace'],
      },
    ],
    decisions: [],
    requestedAt: at,
    canDecide: true,
    ...over,
  };
}

/** A project that somebody owns. */
export function aProject(over: Partial<Project> = {}): Project {
  return {
    id: 'project-1',
    key: 'shop',
    name: 'Shop',
    owners: ['group:default/developers'],
    enabled: true,
    labels: [],
    tags: [{ name: 'team', value: 'shop', inheritedByChildren: true }],
    configs: [],
    fields: { 'Cost centre': '4711' },
    metadataFree: false,
    workspaceRequired: false,
    resourceCount: 2,
    role: 'admin',
    revision: 3,
    createdBy: who,
    createdAt: at,
    updatedAt: at,
    ...over,
  };
}

/** A repository that receives code. */
export function aWorkspace(over: Partial<Workspace> = {}): Workspace {
  return {
    id: 'workspace-1',
    provider: 'github',
    integration: { id: 'integration-1', name: 'Octo' },
    repositoryId: '42',
    name: 'acme/infrastructure',
    url: 'https://github.example.com/acme/infrastructure.git',
    webUrl: 'https://github.example.com/acme/infrastructure',
    defaultBranch: 'main',
    description: 'Of the platform',
    labels: ['prod'],
    status: 'ok',
    syncedAt: at,
    folderCount: 2,
    openPullRequestCount: 1,
    role: 'admin',
    revision: 4,
    createdBy: who,
    createdAt: at,
    updatedAt: at,
    ...over,
  };
}

/** A role that somebody was given. */
export function aGrant(over: Partial<Grant> = {}): Grant {
  return {
    id: 'grant-1',
    principalRef: 'group:default/developers',
    role: 'write',
    scope: { kind: 'project', id: 'project-1', name: 'Shop' },
    createdBy: who,
    createdAt: at,
    ...over,
  };
}

/** A rule about everything. */
export function aRule(over: Partial<ApprovalRule> = {}): ApprovalRule {
  return {
    id: 'rule-1',
    name: 'Four eyes',
    enabled: true,
    scope: { kind: 'global' },
    effect: 'require',
    approvals: 1,
    destructiveApprovals: 1,
    allowAdditions: false,
    approvers: { refs: ['group:default/approvers'] },
    allowRequester: false,
    allowEditors: false,
    expiresAfterHours: 72,
    revision: 2,
    createdBy: who,
    createdAt: at,
    updatedAt: at,
    ...over,
  };
}

/** A destruction of a region that is under way. */
export function aCascade(over: Partial<CascadeDetail> = {}): CascadeDetail {
  return {
    id: 'cascade-1',
    kind: 'destroy',
    name: 'eu',
    state: 'running',
    rootId: 'region',
    requestedBy: who,
    maxParallel: 4,
    stopOnFailure: true,
    cancelRequested: false,
    digest: 'digest',
    counts: { succeeded: 1, failed: 1, previewed: 1 },
    levels: [
      { level: 0, total: 1, done: 1, failed: 0, active: 0 },
      { level: 1, total: 2, done: 0, failed: 1, active: 1 },
    ],
    summary: {
      create: 0,
      update: 0,
      delete: 3,
      replace: 0,
      read: 0,
      outputs: 0,
    },
    laterPlans: 0,
    actions: [],
    createdAt: at,
    updatedAt: at,
    ...over,
  };
}

export function aPullRequest(
  over: Partial<WorkspacePullRequest> = {},
): WorkspacePullRequest {
  return {
    id: 'pull-1',
    workspaceId: 'workspace-1',
    resourceId: 'resource-1',
    resourceName: 'eu-net',
    runId: 'run-1',
    direction: 'update',
    branch: 'update_eu_net',
    targetBranch: 'main',
    number: '7',
    url: 'https://github.example.com/acme/infrastructure/pull/7',
    title: 'Provision eu-net',
    state: 'open',
    headCommit: 'a'.repeat(40),
    blockers: ['The check "policy" has not passed'],
    checks: [
      { name: 'policy', state: 'failed', url: 'https://ci.example.com/1' },
      { name: 'fmt', state: 'passed' },
    ],
    isForeign: false,
    createdAt: '2026-11-01T10:00:00Z',
    updatedAt: '2026-11-01T10:00:00Z',
    ...over,
  };
}

/** A plan that destroys a database. */
export function aPlan(over: Partial<Plan> = {}): Plan {
  return {
    digest: 'd1'.repeat(8),
    summary: {
      create: 0,
      update: 0,
      delete: 1,
      replace: 0,
      read: 0,
      outputs: 0,
    },
    changes: [
      {
        address: 'module.this.aws_db_instance.main',
        type: 'aws_db_instance',
        name: 'main',
        action: 'delete',
        attributes: [],
      },
    ],
    outputChanges: [],
    drift: [],
    ...over,
  };
}
