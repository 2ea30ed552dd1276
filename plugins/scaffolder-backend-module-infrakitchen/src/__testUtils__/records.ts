import { randomUUID } from 'node:crypto';
import type {
  Resource,
  RunDetail,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

const at = '2026-01-01T00:00:00.000Z';
const written = {
  revision: 1,
  createdBy: 'user:default/mock',
  createdAt: at,
  updatedAt: at,
};

/** A template, as the API gives it. */
export function aTemplate(patch: Partial<Template> = {}): Template {
  return {
    id: randomUUID(),
    key: 'network',
    name: 'Network',
    abstract: false,
    enabled: true,
    labels: [],
    parentIds: [],
    childIds: [],
    conventions: { requiredTags: [], requiredConfigs: [] },
    resourceCount: 0,
    versionCount: 0,
    ...written,
    ...patch,
  };
}

/** A version, as the API gives it. */
export function aVersion(
  patch: Partial<TemplateVersion> = {},
): TemplateVersion {
  return {
    id: randomUUID(),
    templateId: randomUUID(),
    repositoryUrl: 'https://git.example.com/modules.git',
    path: 'network',
    refType: 'tag',
    ref: 'v1.0.0',
    lifecycle: 'active',
    enabled: true,
    status: 'analysed',
    variableRules: {},
    resourceCount: 0,
    ...written,
    ...patch,
  };
}

/** A resource, as the API gives it. */
export function aResource(patch: Partial<Resource> = {}): Resource {
  return {
    id: randomUUID(),
    templateId: randomUUID(),
    template: { key: 'network', name: 'Network' },
    name: 'core',
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
    outputs: [
      { name: 'network_id', sensitive: false, value: 'net-1' },
      { name: 'password', sensitive: true },
    ],
    hasPendingChange: false,
    staleInputs: false,
    deletionProtection: false,
    ...written,
    ...patch,
  };
}

/** A run, as the API gives it. */
export function aRun(patch: Partial<RunDetail> = {}): RunDetail {
  return {
    id: randomUUID(),
    resourceId: randomUUID(),
    resourceName: 'core',
    kind: 'provision',
    state: 'queued',
    requestedBy: 'user:default/mock',
    cancelRequested: false,
    planSummary: {
      create: 1,
      update: 0,
      delete: 0,
      replace: 0,
      read: 0,
      outputs: 2,
    },
    transitions: [],
    progress: [],
    inputs: [],
    actions: [],
    createdAt: at,
    updatedAt: at,
    ...patch,
  };
}
