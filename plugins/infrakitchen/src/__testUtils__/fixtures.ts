import type {
  ActionAvailability,
  Resource,
  ResourceAction,
  RunDetail,
  Template,
  TemplateVersion,
  VersionSchema,
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
    ...over,
  };
}
