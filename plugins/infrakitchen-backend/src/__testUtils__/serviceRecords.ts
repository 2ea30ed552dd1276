import { randomUUID } from 'node:crypto';
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
import { ann, type Services } from './serviceFixture';

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
    metadataFree: false,
    publishToCatalog: true,
    publishSelfService: true,
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
