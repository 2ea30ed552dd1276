import type {
  Connection,
  ConnectionKind,
  ConnectionsProposal,
  Resource,
  Template,
  TemplateVersion,
  ValueError,
  ValuesProposal,
  VersionSchema,
  Workspace,
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

const connections: Record<ConnectionKind, [name: string, provider: string][]> =
  {
    integration: [
      ['main', 'aws'],
      ['backup', 'aws'],
      ['other', 'gcp'],
    ],
    secret: [['database key', 'custom']],
    storage: [['company bucket', 's3']],
  };

/** Two hosts have a repository of one name. */
const workspaces = ['acme/infra', 'acme/twice', 'acme/twice'].map(
  (name, index) =>
    ({
      id: `00000000-0000-4000-8000-00000000000${index}`,
      name,
      url: `https://git-${index}.example.com/${name}.git`,
    } as Workspace),
);

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
    templates,
    refuse: (_: ValuesProposal): ValueError[] => [],
    refuseConnections: (_: ConnectionsProposal): ValueError[] => [],
  };
  const page = <T extends { name: string }>(
    items: T[],
    query: { q?: string; filter?: string[]; cursor?: string },
    // The first page has two, so that there is a second.
    size = 2,
  ) => {
    const key = query.filter?.find(text => text.startsWith('key='));
    const names = (query.filter ?? []).flatMap(text =>
      text.startsWith('name=') ? text.slice('name='.length) : [],
    );
    const found = items.filter(
      item =>
        item.name.toLowerCase().includes((query.q ?? '').toLowerCase()) &&
        (!key || (item as any).key === key.slice(4)) &&
        (names.length === 0 || names.includes(item.name)) &&
        (!query.filter?.includes('abstract=false') || !(item as any).abstract),
    );
    const from = Number(query.cursor ?? 0);
    const to = from + size;
    return {
      items: found.slice(from, to),
      totalItems: found.length,
      nextCursor: found.length > to ? String(to) : undefined,
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
    listConnections: async (kind, query = {}) => {
      note('listConnections', [{ kind, ...query }]);
      const providers = (query.filter ?? [])
        .filter(text => text.startsWith('provider='))
        .map(text => text.slice('provider='.length));
      return page(
        connections[kind]
          .filter(
            ([, provider]) =>
              providers.length === 0 || providers.includes(provider),
          )
          .map(
            ([name, provider]) =>
              ({ id: `id-${name}`, kind, name, provider } as Connection),
          ),
        query,
      );
    },
    listWorkspaces: async (query = {}) => {
      note('listWorkspaces', [query]);
      return page(workspaces, query, workspaces.length);
    },
    getWorkspace: async id => workspaces.find(item => item.id === id)!,
    checkTemplateConnections: async (id, proposal) => {
      note('checkTemplateConnections', [{ id, ...proposal }]);
      return state.refuseConnections(proposal);
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
