import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { Values } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { changes, fields, reads, results } from './fields';
import { resourceInput, values } from './resourceInput';
import { MAX_ITEMS, type ActionServices } from './types';

/** Resources, as they are found, proposed and recorded. */
export function registerResourceActions(
  registry: ActionsRegistryService,
  { resources }: Pick<ActionServices, 'resources'>,
): void {
  registry.register({
    ...reads,
    name: 'list-resources',
    title: 'List infrastructure resources',
    description:
      'Lists resources by name: to find one by a part of its name, or parents for a new one (`templateId=…` with `state=provisioned`). Next: `get-resource`.',
    schema: {
      input: z =>
        z.object(
          fields.listed(z, [
            ...['templateId', 'projectId', 'workspaceId', 'parentId'],
            ...['state', 'status', 'ownerRef', 'name'],
          ]),
        ),
      output: z =>
        z.object({
          resources: z.array(results.resource(z)),
          totalItems: results.totalItems(z),
          nextCursor: results.nextCursor(z),
        }),
    },
    action: async ({ input, credentials }) => {
      const { items, totalItems, nextCursor } = await resources.list(
        { ...input, limit: MAX_ITEMS },
        { credentials },
      );
      return { output: { resources: items, totalItems, nextCursor } };
    },
  });
  registry.register({
    ...reads,
    name: 'get-resource',
    title: 'Get an infrastructure resource',
    description:
      'One resource with its state, parents, outputs, the run that is under way, and which actions are possible now and why the others are not. Sensitive values are never included. Ask it before you start a run or edit.',
    schema: {
      input: z => z.object({ resourceId: fields.id(z, 'the resource') }),
      output: z =>
        z.object({
          resource: results.resource(z),
          actions: z
            .array(z.any())
            .describe('Each action, whether it is allowed, and why not'),
        }),
    },
    action: async ({ input, credentials }) => {
      const [resource, actions] = await Promise.all([
        resources.get(input.resourceId, { credentials }),
        resources.actions(input.resourceId, { credentials }),
      ]);
      return { output: { resource, actions } };
    },
  });
  registry.register({
    ...reads,
    name: 'get-resource-values',
    title: 'Get the values of an infrastructure resource',
    description:
      'The values, tags and configs that hold for a resource, where each comes from (module, template, project, parent or the resource itself), and what is wrong with them. Sensitive values are never included. Use it before `edit-resource`.',
    schema: {
      input: z => z.object({ resourceId: fields.id(z, 'the resource') }),
      output: z =>
        z.object({
          variables: z.array(z.any()).describe('Variables with provenance'),
          tags: z.array(z.any()).describe('Tags with provenance'),
          configs: z.array(z.any()).describe('Configs with provenance'),
          errors: z.array(z.any()).describe('What is wrong with them'),
        }),
    },
    action: async ({ input, credentials }) => ({
      output: await resources.effective(input.resourceId, { credentials }),
    }),
  });
  registry.register({
    ...reads,
    name: 'get-resource-outputs',
    title: 'Get the outputs of an infrastructure resource',
    description:
      'What a provisioned resource has put out, such as ids and addresses. Sensitive outputs have their name alone: people reveal those in the portal.',
    schema: {
      input: z => z.object({ resourceId: fields.id(z, 'the resource') }),
      output: z =>
        z.object({
          state: z
            .string()
            .describe('`provisioned` where the outputs are those of now'),
          outputs: z.array(
            z
              .object({
                name: z.string(),
                sensitive: z.boolean(),
                value: z.any().optional().describe('Absent where sensitive'),
              })
              .passthrough(),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      const { state, outputs } = await resources.get(input.resourceId, {
        credentials,
      });
      return { output: { state, outputs } };
    },
  });
  registerCreation(registry, resources);
  registerEdits(registry, resources);
}

function registerCreation(
  registry: ActionsRegistryService,
  resources: ActionServices['resources'],
): void {
  registry.register({
    ...reads,
    name: 'check-resource',
    title: 'Check a proposed infrastructure resource',
    description:
      'Says what `create-resource` would be refused for with the same input, field by field, and which values would hold; nothing is stored. Use it until `valid` is true, show the user what it comes to, then create.',
    schema: {
      input: resourceInput,
      output: z =>
        z.object({
          valid: z.boolean().describe('Whether it could be created as it is'),
          problems: z
            .array(
              z.object({
                field: z
                  .string()
                  .optional()
                  .describe('Field of the input, such as `values.size`'),
                code: z.string(),
                message: z.string().describe('What is wrong'),
              }),
            )
            .describe('What is wrong; empty where it is valid'),
          effective: z
            .any()
            .optional()
            .describe('Values, tags and configs that would hold, masked'),
        }),
    },
    action: async ({ input, credentials }) => ({
      output: await resources.check(
        { ...input, deletionProtection: false, values: input.values as Values },
        { credentials },
      ),
    }),
  });
  registry.register({
    ...changes(),
    name: 'create-resource',
    title: 'Create an infrastructure resource',
    description:
      'Records a resource; nothing is built until `provision-resource`. Check the input with `check-resource` first. Next: `dry-run-resource`, read its plan with `get-run-plan` and show it to the user, then `provision-resource`.',
    schema: {
      input: z =>
        resourceInput(z).extend({
          idempotencyKey: z
            .string()
            .min(1)
            .max(200)
            .optional()
            .describe(
              'A text of your own: the same one again answers with the resource that it made',
            ),
        }),
      output: z => z.object({ resource: results.resource(z) }),
    },
    examples: [
      {
        title: 'Record a network below a region',
        input: {
          templateId: '3f0f6a0e-57f7-4a0e-8b0b-0c8f8f6d4b11',
          versionId: '6c1f3a52-2a8d-4d0e-9a40-7d1f6f1f2a90',
          name: 'orders-network',
          parentIds: ['0b7c1b1e-8d0c-4b9e-a7c5-6d0c3a4f9e21'],
          values: { cidr: '10.20.0.0/16' },
        },
      },
    ],
    action: async ({ input, credentials }) => {
      const { idempotencyKey, ...resource } = input;
      return {
        output: {
          resource: await resources.create(
            {
              ...resource,
              deletionProtection: false,
              values: resource.values as Values,
            },
            { credentials, idempotencyKey },
          ),
        },
      };
    },
  });
}

function registerEdits(
  registry: ActionsRegistryService,
  resources: ActionServices['resources'],
): void {
  registry.register({
    // With `apply` it may replace or delete what is there.
    ...changes({ destructive: true }),
    name: 'edit-resource',
    title: 'Edit an infrastructure resource',
    description:
      'Changes description, owner, project, workspace, parents, version or values of a resource; what is left out stays. What a provisioned resource is built from becomes its pending change: next `dry-run-resource`, read the plan, then `update-resource`; or `apply` at once. Where approval rules apply the run then waits for people.',
    schema: {
      input: z =>
        z.object({
          resourceId: fields.id(z, 'the resource'),
          revision: fields
            .count(z, { min: 1, max: 2_147_483_647 })
            .optional()
            .describe(
              '`revision` of the resource that the edit is based on: it is refused where somebody has edited the same since',
            ),
          description: z
            .string()
            .max(2_000)
            .optional()
            .describe('What it is for, in a sentence'),
          ownerRef: z
            .string()
            .max(300)
            .optional()
            .describe('User or group that owns it; nobody where empty'),
          projectId: fields
            .id(z, 'the project; null takes it out of its project')
            .nullable()
            .optional(),
          workspaceId: fields
            .id(z, 'the repository for its code; null follows its project')
            .nullable()
            .optional(),
          parentIds: z
            .array(z.string().uuid())
            .max(50)
            .optional()
            .describe(
              'The whole set of its parents: moves it with everything below, and one that is left out is left',
            ),
          versionId: fields.id(z, 'the version').optional(),
          values: values(
            z,
            'The whole set of its own values, where a sensitive one that is left out stays',
          ),
          apply: z
            .boolean()
            .optional()
            .describe('Starts a run that applies the edit; false where absent'),
        }),
      output: z =>
        z.object({
          resource: results
            .resource(z)
            .describe('The resource, with the run that was started if any'),
        }),
    },
    action: async ({ input, credentials }) => {
      const { resourceId, revision, values: own, ...patch } = input;
      const resource = await resources.update(
        resourceId,
        { ...patch, values: own as Values | undefined },
        { credentials, revision },
      );
      return { output: { resource } };
    },
  });
  registry.register({
    ...changes({ destructive: true }),
    name: 'discard-resource-change',
    title: 'Discard the pending change of an infrastructure resource',
    description:
      'Drops the edits of a provisioned resource that were not applied; what is built stays. Ask the user first: the edits of others are dropped too.',
    schema: {
      input: z => z.object({ resourceId: fields.id(z, 'the resource') }),
      output: z => z.object({}),
    },
    action: async ({ input, credentials }) => {
      await resources.discardChange(input.resourceId, { credentials });
      return { output: {} };
    },
  });
  registry.register({
    ...changes({ destructive: true }),
    name: 'delete-resource',
    title: 'Delete an infrastructure resource',
    description:
      'Deletes the record of a resource whose state is empty. Where it is provisioned, `destroy-resource` comes first.',
    schema: {
      input: z => z.object({ resourceId: fields.id(z, 'the resource') }),
      output: z => z.object({}),
    },
    action: async ({ input, credentials }) => {
      await resources.delete(input.resourceId, { credentials });
      return { output: {} };
    },
  });
}
