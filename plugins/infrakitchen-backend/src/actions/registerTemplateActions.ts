import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { TemplateVersion } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { fields, reads, results } from './fields';
import { MAX_ITEMS, type ActionServices } from './types';

/** Versions of one answer; each brings the names of its variables. */
const MAX_VERSIONS = 20;

/** What can be created, and what creating it takes. */
export function registerTemplateActions(
  registry: ActionsRegistryService,
  {
    templates,
    versions,
    resources,
  }: Pick<ActionServices, 'templates' | 'versions' | 'resources'>,
): void {
  registry.register({
    ...reads,
    name: 'list-templates',
    title: 'List infrastructure templates',
    description:
      'Start here to create infrastructure: lists the kinds of it that can be created, by name. `parentIds` of a template are the templates of which a new resource needs one parent each. Next: `get-template` for its documentation and conventions, then `list-template-versions`.',
    schema: {
      input: z =>
        z.object(fields.listed(z, ['enabled', 'abstract', 'parentId', 'key'])),
      output: z =>
        z.object({
          templates: z.array(results.template(z)),
          totalItems: results.totalItems(z),
          nextCursor: results.nextCursor(z),
        }),
    },
    examples: [
      {
        title: 'Find what can be created for a network',
        input: { q: 'network', filter: ['enabled=true'] },
      },
    ],
    action: async ({ input, credentials }) => {
      const { items, totalItems, nextCursor } = await templates.list(
        { ...input, limit: MAX_ITEMS },
        { credentials },
      );
      return {
        output: {
          // Long texts come with the template itself.
          templates: items.map(({ documentation, ...template }) => template),
          totalItems,
          nextCursor,
        },
      };
    },
  });
  registry.register({
    ...reads,
    name: 'get-template',
    title: 'Get an infrastructure template',
    description:
      'One template with its documentation, its conventions (name pattern, tags and configs that every resource must have) and the templates above and below it. Next: `list-template-versions`.',
    schema: {
      input: z => z.object({ templateId: fields.id(z, 'the template') }),
      output: z => z.object({ template: results.template(z) }),
    },
    action: async ({ input, credentials }) => ({
      output: {
        template: await templates.get(input.templateId, { credentials }),
      },
    }),
  });
  registry.register({
    ...reads,
    name: 'list-template-versions',
    title: 'List the versions of an infrastructure template',
    description:
      'Lists the module versions of a template, newest first, with the names of their variables and outputs. A resource is created from one that is enabled; prefer the lifecycle `active`. Next: `get-version-schema` for what it takes.',
    schema: {
      input: z =>
        z.object({
          templateId: fields.id(z, 'the template'),
          cursor: fields.cursor(z),
        }),
      output: z =>
        z.object({
          versions: z.array(results.version(z)),
          nextCursor: results.nextCursor(z),
        }),
    },
    action: async ({ input, credentials }) => {
      const { templateId, cursor } = input;
      const { items, nextCursor } = await versions.list(
        templateId,
        { limit: MAX_VERSIONS, cursor },
        { credentials },
      );
      return { output: { versions: items.map(briefly), nextCursor } };
    },
  });
  registry.register({
    ...reads,
    name: 'get-version-schema',
    title: 'Get what a resource of a template version takes',
    description:
      'What a new resource of a version takes below given parents and in a project: `schema` is a JSON Schema for `values` with the rules of the template, `variables` say what is inherited and from where, `naming` is the convention for the name, `tags` and `configs` are those that are inherited, and `errors` say what is missing so far. Values of sensitive variables are never included. Next: `check-resource` with your proposal.',
    schema: {
      input: z =>
        z.object({
          versionId: fields.id(z, 'the version'),
          parentIds: z
            .array(z.string().uuid())
            .max(50)
            .optional()
            .describe(
              'Ids of the parents that the resource will have: one for each of `parentIds` of its template, found with `list-resources`',
            ),
          projectId: fields
            .id(z, 'the project; that of the parents where absent')
            .optional(),
        }),
      output: z =>
        z.object({
          schema: z.any().describe('JSON Schema of `values`'),
          variables: z
            .array(z.any())
            .describe('Each variable with what holds and its provenance'),
          naming: z.any().optional().describe('Convention for the name'),
          tags: z.array(z.any()).describe('Inherited tags'),
          configs: z.array(z.any()).describe('Inherited configs'),
          errors: z.array(z.any()).describe('What is missing so far'),
        }),
    },
    action: async ({ input, credentials }) => ({
      output: await resources.versionSchema(
        { ...input, parentIds: input.parentIds ?? [] },
        { credentials },
      ),
    }),
  });
}

/** A version without what its module was found to be, but for the names in it. */
function briefly({ analysis, variableRules, ...version }: TemplateVersion) {
  return {
    ...version,
    variables: analysis?.variables.map(({ name }) => name) ?? [],
    outputs: analysis?.outputs.map(({ name }) => name) ?? [],
  };
}
