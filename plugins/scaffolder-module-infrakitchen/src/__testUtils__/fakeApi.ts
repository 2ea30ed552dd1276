import type {
  Resource,
  Template,
  TemplateVersion,
  ValueError,
  ValuesProposal,
  VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';

const at = '2026-11-01T10:00:00Z';
const who = 'user:default/guest';

const template = (key: string, name: string, abstract = false): Template => ({
  id: `id-${key}`,
  key,
  name,
  abstract,
  enabled: true,
  labels: [],
  parentIds: [],
  childIds: [],
  conventions: { requiredTags: [], requiredConfigs: [] },
  role: 'write',
  resourceCount: 0,
  versionCount: 1,
  revision: 1,
  createdBy: who,
  createdAt: at,
  updatedAt: at,
});

const version = (
  ref: string,
  lifecycle: TemplateVersion['lifecycle'],
): TemplateVersion => ({
  id: `id-${ref}`,
  templateId: 'id-network',
  repositoryUrl: 'https://git.example.com/network.git',
  path: '',
  refType: 'tag',
  ref,
  commitSha: 'c'.repeat(40),
  lifecycle,
  enabled: true,
  status: 'analysed',
  variableRules: {},
  resourceCount: 0,
  revision: 1,
  createdBy: who,
  createdAt: at,
  updatedAt: at,
});

const schema: VersionSchema = {
  schema: {
    type: 'object',
    required: ['cidr'],
    properties: {
      cidr: { type: 'string' },
      region: { type: 'string' },
      password: { type: 'string' },
    },
  },
  variables: [
    { name: 'cidr', type: 'string', sensitive: false, isSet: false },
    {
      name: 'region',
      type: 'string',
      sensitive: false,
      isSet: true,
      value: 'eu-north-1',
      provenance: {
        source: 'config',
        config: 'region',
        resource: { id: 'id-eu', name: 'eu' },
      },
    },
    { name: 'password', type: 'string', sensitive: true, isSet: false },
  ],
  tags: [],
  configs: [],
  errors: [],
} as VersionSchema;

/** A server with one network template, one region, and what it was asked. */
export function createFakeApi() {
  const asked: Record<string, any[]> = {};
  const note = (name: string, args: unknown[]) => {
    (asked[name] ??= []).push(...args.slice(0, 2));
  };
  const templates = [
    template('network', 'Network'),
    template('region', 'Region', true),
  ];
  const resources = ['eu', 'us', 'us-2'].map(
    name =>
      ({
        id: `id-${name}`,
        name,
        templateId: 'id-region',
        state: 'provisioned',
      } as Resource),
  );
  const versions = [version('v2.0.0', 'preview'), version('v1.0.0', 'active')];
  const oldest = version('v0.1.0', 'active');
  const state = {
    schema,
    refuse: (_: ValuesProposal): ValueError[] => [],
  };
  const page = <T extends { name: string }>(
    items: T[],
    query: { q?: string; filter?: string[]; cursor?: string },
  ) => {
    const key = query.filter?.find(text => text.startsWith('key='));
    const name = query.filter?.find(text => text.startsWith('name='));
    const found = items.filter(
      item =>
        item.name.toLowerCase().includes((query.q ?? '').toLowerCase()) &&
        (!key || (item as any).key === key.slice(4)) &&
        (!name || item.name === name.slice(5)) &&
        (!query.filter?.includes('abstract=false') || !(item as any).abstract),
    );
    // The first page has two, so that there is a second.
    const from = Number(query.cursor ?? 0);
    return {
      items: found.slice(from, from + 2),
      totalItems: found.length,
      nextCursor: found.length > from + 2 ? String(from + 2) : undefined,
    };
  };
  const api: Partial<InfrakitchenApi> = {
    listTemplates: async (query = {}) => {
      note('listTemplates', [query]);
      return page(templates, query);
    },
    listVersions: async (_, query = {}) => {
      note('listVersions', [query]);
      // The oldest is not among the newest.
      return query.q
        ? { items: [...versions, oldest].filter(v => v.ref.includes(query.q!)) }
        : { items: versions, nextCursor: 'older' };
    },
    getVersion: async id => versions.find(item => item.id === id)!,
    listResources: async (query = {}) => {
      note('listResources', [query]);
      return page(resources, query);
    },
    listProjects: async (query = {}) => {
      note('listProjects', [query]);
      return page(
        [{ id: 'id-shop', key: 'shop', name: 'Shop', enabled: true } as any],
        query,
      );
    },
    getVersionSchema: async (id, parents, options) => {
      note('getVersionSchema', [{ id, parents, project: options?.project }]);
      return state.schema;
    },
    checkVersionValues: async (id, proposal) => {
      note('checkVersionValues', [{ id, ...proposal }]);
      return state.refuse(proposal);
    },
  };
  return { api: api as InfrakitchenApi, asked, state };
}
