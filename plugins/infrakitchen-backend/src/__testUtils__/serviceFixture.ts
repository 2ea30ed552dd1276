import { randomUUID } from 'node:crypto';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import {
  parseTypeExpression,
  typeToJsonSchema,
  type Conventions,
  type ModuleOutput,
  type ModuleVariable,
  type Resource,
  type ResourceInput,
  type Template,
  type TemplateVersion,
  type VariableRules,
  type VersionLifecycle,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { KeyRing } from '../crypto';
import { migrateSchema } from '../database';
import { HistoryStore } from '../history';
import { Outbox } from '../outbox';
import { InProcessRunQueue } from '../queue';
import {
  ChangeStore,
  DefaultResourceService,
  HierarchyStore,
  PendingChanges,
  ResourceCreator,
  ResourceEditor,
  ResourceStore,
  ResourceView,
  StaleInputs,
  ValuesService,
} from '../resources';
import {
  DefaultRunService,
  RunInputsReader,
  RunLogStore,
  RunOutcomes,
  RunStore,
} from '../runs';
import { RunTokens, StateStore } from '../state';
import { TemplateStore } from '../templates';
import { VersionStore } from '../versions';
import { FakeWorker } from './FakeWorker';

/** A caller by the name of a user. */
export const as = (name: string) => ({
  credentials: mockCredentials.user(`user:default/${name}`),
});
export const ann = as('ann');
export const bob = as('bob');

/** Every service over a database; a fake worker takes the part of the engine. */
export async function createServices(
  knex: Knex,
  options: { keyIds?: string[]; keepVersions?: number } = {},
) {
  await migrateSchema(knex);
  const logger = mockServices.logger.mock();
  const keys = new KeyRing(
    (options.keyIds ?? ['test']).map(id => ({ id, secret: id.repeat(40) })),
  );
  const history = new HistoryStore(knex);
  const outbox = new Outbox({ knex, logger });
  const queue = new InProcessRunQueue({ knex, logger });
  const resources = new ResourceStore(knex);
  const hierarchy = new HierarchyStore(knex);
  const changes = new ChangeStore(knex);
  const templates = new TemplateStore(knex);
  const versions = new VersionStore(knex);
  const states = new StateStore({
    knex,
    keys,
    keepVersions: options.keepVersions ?? 100,
  });
  const shared = {
    knex,
    keys,
    history,
    outbox,
    queue,
    resources,
    hierarchy,
    changes,
    templates,
    versions,
    states,
    store: new RunStore({ knex, history, outbox }),
    logs: new RunLogStore(knex),
    tokens: new RunTokens(knex),
    view: new ResourceView({ knex, resources, hierarchy, changes }),
    values: new ValuesService({ resources, hierarchy, keys }),
  };
  const pending = new PendingChanges(shared);
  const editor = new ResourceEditor({ ...shared, pending });
  const outcomes = new RunOutcomes({ ...shared, editor });
  const reader = new RunInputsReader(shared);
  return {
    ...shared,
    logger,
    editor,
    outcomes,
    reader,
    stale: new StaleInputs(shared),
    worker: new FakeWorker({ ...shared, outcomes, reader }),
    resourceService: new DefaultResourceService({
      ...shared,
      creator: new ResourceCreator(shared),
      editor,
      pending,
    }),
    runService: new DefaultRunService({
      ...shared,
      outcomes,
      onCancel: jest.fn(),
    }),
  };
}

export type Services = Awaited<ReturnType<typeof createServices>>;

/** A variable as the analysis of a module tells of it. */
export function variable(
  name: string,
  type = 'string',
  overrides: Partial<ModuleVariable> = {},
): ModuleVariable {
  return {
    name,
    type,
    schema: typeToJsonSchema(parseTypeExpression(type)) as JsonObject,
    hasDefault: 'default' in overrides,
    sensitive: false,
    nullable: true,
    ephemeral: false,
    validations: [],
    ...overrides,
  };
}

let unique = 0;

/** A name that no other test of the file has. */
export function fresh(prefix: string): string {
  unique += 1;
  return `${prefix}${unique}`;
}

export async function addTemplate(
  { knex, templates }: Pick<Services, 'knex' | 'templates'>,
  input: {
    parents?: Template[];
    abstract?: boolean;
    enabled?: boolean;
    conventions?: Partial<Conventions>;
  } = {},
): Promise<Template> {
  const id = randomUUID();
  const key = fresh('template');
  const now = Date.now();
  await templates.insert(knex, {
    id,
    key,
    name: key.toUpperCase(),
    abstract: input.abstract ?? false,
    enabled: input.enabled ?? true,
    labels: [],
    conventions: {
      requiredTags: [],
      requiredConfigs: [],
      ...input.conventions,
    },
    parentIds: (input.parents ?? []).map(parent => parent.id),
    revision: 1,
    createdBy: 'user:default/ann',
    createdAt: now,
    updatedAt: now,
  });
  return (await templates.get(id))!;
}

export async function addVersion(
  { knex, versions }: Pick<Services, 'knex' | 'versions'>,
  template: Pick<Template, 'id'>,
  input: {
    variables?: ModuleVariable[];
    outputs?: ModuleOutput[];
    rules?: VariableRules;
    enabled?: boolean;
    analysed?: boolean;
    lifecycle?: VersionLifecycle;
  } = {},
): Promise<TemplateVersion> {
  const id = randomUUID();
  const now = Date.now();
  const analysed = input.analysed ?? true;
  await versions.insert(knex, {
    id,
    templateId: template.id,
    repositoryUrl: 'https://git.example.com/modules.git',
    path: '',
    refType: 'tag',
    ref: fresh('v1.0.'),
    commitSha: analysed ? 'c'.repeat(40) : undefined,
    lifecycle: input.lifecycle ?? 'active',
    enabled: input.enabled ?? true,
    status: analysed ? 'analysed' : 'error',
    analysis: analysed
      ? {
          variables: input.variables ?? [],
          outputs: input.outputs ?? [],
          requiredProviders: [],
          files: ['main.tf'],
        }
      : undefined,
    variableRules: input.rules ?? {},
    revision: 1,
    createdBy: 'user:default/ann',
    createdAt: now,
    updatedAt: now,
  });
  return (await versions.get(id))!;
}

export async function addResource(
  { resourceService }: Pick<Services, 'resourceService'>,
  template: Pick<Template, 'id'>,
  input: Partial<ResourceInput> & { version?: TemplateVersion } = {},
): Promise<Resource> {
  const { version, ...rest } = input;
  return resourceService.create(
    {
      templateId: template.id,
      versionId: version?.id,
      name: fresh('resource-'),
      deletionProtection: false,
      ...rest,
    },
    ann,
  );
}
