import type {
  Entry,
  ProjectInput,
  ResourceInput,
  TemplateInput,
  VariableRule,
  VersionInput,
  VersionLifecycle,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** A rule whose reference names the template by its key. */
export type SeedRule = Omit<VariableRule, 'reference'> & {
  reference?: { template: string; output: string };
};

/** A template with its versions. */
export interface SeedTemplate {
  template: Omit<TemplateInput, 'parentIds'>;
  /** Keys of templates that come before this one. */
  parents: string[];
  /** Folder in the module repository; absent for an abstract template. */
  module?: string;
  rules?: Record<string, SeedRule>;
  /** Variables that a release does not have any more, or does not have yet. */
  rulesNotIn?: Record<string, string[]>;
  breakingChanges?: Record<string, string>;
}

/** A project whose code may go to the demo's repository. */
export type SeedProject = ProjectInput & { hasWorkspace?: boolean };

/** A resource whose template, project and parents are named. */
export interface SeedResource
  extends Omit<
    ResourceInput,
    'templateId' | 'versionId' | 'projectId' | 'parentIds'
  > {
  template: string;
  /** Key of the project; that of the parents where absent. */
  project?: string;
  /** Release of the module; absent for abstract resources. */
  version?: string;
  parents: { template: string; name: string }[];
}

/** The releases that are imported, oldest first. */
export const releases: {
  ref: string;
  lifecycle: VersionLifecycle;
  description: string;
}[] = [
  {
    ref: 'v1.0.0',
    lifecycle: 'deprecated',
    description: 'The first release.',
  },
  {
    ref: 'v1.1.0',
    lifecycle: 'active',
    description: 'Adds optional variables and outputs.',
  },
  {
    ref: 'v2.0.0',
    lifecycle: 'preview',
    description: 'Renames and removes variables.',
  },
];

// These come from the region that a resource is in, and from nowhere else.
const place: Record<string, SeedRule> = {
  environment: { restricted: true, frozen: true },
  region: { restricted: true, frozen: true },
};

const named: Record<string, SeedRule> = { name: { frozen: true } };

/** Parents come before their children. */
export const templates: SeedTemplate[] = [
  {
    template: {
      key: 'account',
      name: 'Account',
      description: 'A contract with the cloud. It only gives structure.',
      abstract: true,
      labels: ['foundation'],
    },
    parents: [],
  },
  {
    template: {
      key: 'region',
      name: 'Region',
      description:
        'A stage in a region of the cloud. Everything below takes its region and environment from here.',
      abstract: true,
      labels: ['foundation'],
      conventions: {
        requiredTags: ['team'],
        requiredConfigs: ['region', 'environment'],
      },
    },
    parents: ['account'],
  },
  {
    template: {
      key: 'network',
      name: 'Network',
      description: 'A private network with subnets.',
      labels: ['network'],
    },
    parents: ['region'],
    module: 'network',
    rules: { ...named, ...place, cidr: { frozen: true } },
    breakingChanges: {
      'v2.0.0': 'The variable `enable_flow_logs` is now called `flow_logs`.',
    },
  },
  {
    template: {
      key: 'cluster',
      name: 'Cluster',
      description: 'A container cluster in a network.',
      labels: ['platform'],
    },
    parents: ['network'],
    module: 'cluster',
    rules: {
      ...named,
      ...place,
      network_id: {
        restricted: true,
        reference: { template: 'network', output: 'network_id' },
      },
      kubernetes_version: { options: ['1.32', '1.33', '1.34'] },
    },
    breakingChanges: {
      'v2.0.0': 'The variable `kubernetes_version` has no default any more.',
    },
  },
  {
    template: {
      key: 'namespace',
      name: 'Namespace',
      description: 'A part of a cluster with its own quota.',
      labels: ['platform', 'application'],
    },
    parents: ['cluster'],
    module: 'namespace',
    rules: {
      ...named,
      environment: place.environment,
      cluster_id: {
        restricted: true,
        reference: { template: 'cluster', output: 'cluster_id' },
      },
    },
  },
  {
    template: {
      key: 'database',
      name: 'Database',
      description: 'A managed database in a network.',
      labels: ['data', 'application'],
    },
    parents: ['network'],
    module: 'database',
    rules: {
      ...named,
      environment: place.environment,
      network_id: {
        restricted: true,
        reference: { template: 'network', output: 'network_id' },
      },
      cidr: {
        restricted: true,
        reference: { template: 'network', output: 'cidr' },
      },
      engine: { frozen: true, options: ['postgres', 'mysql'] },
      storage_gb: { minimum: 10, maximum: 500 },
    },
    rulesNotIn: { 'v2.0.0': ['storage_gb'] },
    breakingChanges: {
      'v2.0.0':
        'The new and required variable `tier` replaces `storage_gb`, `high_availability` and `backup_retention_days`.',
    },
  },
  {
    template: {
      key: 'bucket',
      name: 'Bucket',
      description: 'A store for files. Its name is unique in the whole cloud.',
      labels: ['data', 'application'],
    },
    parents: ['region'],
    module: 'bucket',
    rules: { ...place, name: { frozen: true, unique: true } },
  },
];

export const projects: SeedProject[] = [
  {
    key: 'demo',
    name: 'Demo',
    description: 'Everything that the demo comes with.',
    owners: ['group:default/platform-engineers'],
    tags: [entry('cost-center', 'demo')],
    fields: { Sponsor: 'Platform engineering' },
  },
  {
    key: 'shared',
    name: 'Shared',
    description: 'Its code is written to a repository, by pull requests.',
    owners: ['group:default/platform-engineers'],
    tags: [entry('cost-center', 'shared')],
    hasWorkspace: true,
  },
];

/** Parents come before their children. */
export const resources: SeedResource[] = [
  {
    template: 'account',
    project: 'demo',
    name: 'demo',
    description: 'The account at the demo cloud.',
    ownerRef: 'group:default/platform-engineers',
    parents: [],
    tags: [entry('organisation', 'demo'), entry('managed-by', 'infrakitchen')],
  },
  region('eu-prod', 'eu-north-1', 'prod', 'Where customers are served.'),
  region('us-dev', 'us-east-1', 'dev', 'Where everybody may try things out.'),
  {
    template: 'account',
    project: 'shared',
    name: 'shared',
    description: 'What teams share; every change is a pull request.',
    ownerRef: 'group:default/platform-engineers',
    parents: [],
    tags: [
      entry('organisation', 'shared'),
      entry('managed-by', 'infrakitchen'),
    ],
  },
  {
    ...region(
      'eu-shared',
      'eu-north-1',
      'dev',
      'What is made here goes through a pull request.',
    ),
    parents: [{ template: 'account', name: 'shared' }],
  },
  {
    template: 'network',
    version: 'v1.1.0',
    name: 'dev-network',
    description: 'A network to begin with.',
    ownerRef: 'group:default/developers',
    parents: [{ template: 'region', name: 'us-dev' }],
    values: { name: 'dev-network', cidr: '10.20.0.0/16' },
  },
];

/** What a version of a template is imported with. */
export function versionInput(options: {
  seed: SeedTemplate;
  release: (typeof releases)[number];
  repositoryUrl: string;
  templateIds: Map<string, string>;
}): VersionInput {
  const { seed, release, repositoryUrl, templateIds } = options;
  const absent = seed.rulesNotIn?.[release.ref] ?? [];
  const rules = Object.entries(seed.rules ?? {})
    .filter(([variable]) => !absent.includes(variable))
    .map(([variable, { reference, ...rule }]): [string, VariableRule] => {
      if (!reference) {
        return [variable, rule];
      }
      const templateId = templateIds.get(reference.template)!;
      return [
        variable,
        { ...rule, reference: { templateId, output: reference.output } },
      ];
    });
  return {
    repositoryUrl,
    path: seed.module,
    refType: 'tag',
    ref: release.ref,
    lifecycle: release.lifecycle,
    description: release.description,
    breakingChanges: seed.breakingChanges?.[release.ref],
    variableRules: Object.fromEntries(rules),
  };
}

function region(
  name: string,
  cloudRegion: string,
  environment: string,
  description: string,
): SeedResource {
  return {
    template: 'region',
    name,
    description,
    ownerRef: 'group:default/platform-engineers',
    parents: [{ template: 'account', name: 'demo' }],
    configs: [entry('region', cloudRegion), entry('environment', environment)],
    tags: [entry('team', 'platform'), entry('stage', environment)],
  };
}

function entry(name: string, value: string): Entry {
  return { name, value, inheritedByChildren: true };
}
