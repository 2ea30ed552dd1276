import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import {
  infrakitchenUsePermission,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { MAX_ITEMS, type ActionServices } from './types';

/** As the API's document has it, which actions do not pass by. */
const RESOURCE_NAME = /^[A-Za-z0-9]([A-Za-z0-9 _.-]*[A-Za-z0-9])?$/;

/** Resources, as they are recorded and edited. */
export function registerResourceActions(
  registry: ActionsRegistryService,
  { resources }: ActionServices,
): void {
  registry.register({
    name: 'list-resources',
    title: 'List infrastructure resources',
    description:
      'Lists resources. `filter` takes `field=value` with templateId, projectId, workspaceId, state, status, parentId or ownerRef; `q` finds by a part of the name.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z =>
        z.object({
          filter: z.array(z.string().max(300)).max(50).optional(),
          q: z.string().max(200).optional(),
          cursor: z.string().max(2_000).optional(),
        }),
      output: z =>
        z.object({
          resources: z.array(z.any()),
          totalItems: z.number().optional(),
          nextCursor: z.string().optional(),
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
    name: 'get-resource',
    title: 'Get an infrastructure resource',
    description:
      'One resource with its state, outputs, and which actions are possible now and why the others are not. Sensitive values are never included.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z => z.object({ resourceId: z.string().uuid() }),
      output: z => z.object({ resource: z.any(), actions: z.array(z.any()) }),
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
    name: 'create-resource',
    title: 'Create an infrastructure resource',
    description:
      'Records a resource; nothing is built until `provision-resource`. Needs one provisioned parent for each parent template. Without `projectId` it is in the project of its parents, and without `workspaceId` its code goes to the workspace of its project, if that has one.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: false, destructive: false, idempotent: false },
    schema: {
      input: z =>
        z.object({
          templateId: z.string().uuid(),
          versionId: z.string().uuid().optional(),
          name: z.string().max(100).regex(RESOURCE_NAME),
          description: z.string().max(2_000).optional(),
          ownerRef: z.string().max(300).optional(),
          projectId: z.string().uuid().optional(),
          workspaceId: z.string().uuid().optional(),
          parentIds: z.array(z.string().uuid()).max(50).optional(),
          values: z.record(z.any()).optional(),
        }),
      output: z => z.object({ resource: z.any() }),
    },
    action: async ({ input, credentials }) => ({
      output: {
        resource: await resources.create(
          {
            ...input,
            deletionProtection: false,
            values: input.values as Values,
          },
          { credentials },
        ),
      },
    }),
  });
  registry.register({
    name: 'edit-resource',
    title: 'Edit an infrastructure resource',
    description:
      'Changes description, owner, project, workspace, parents, version or values of a resource. A `projectId` of null takes it out of its project; a `workspaceId` of null has it follow its project. `parentIds` is the whole set of parents: it moves the resource with everything below, and one that is left out is left. `values` is the whole set of own values; a sensitive one that is left out stays. What a provisioned resource is built from becomes its pending change, which `update-resource` applies, or `apply` at once. Where approval rules apply the run then waits for people.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: false, destructive: false, idempotent: false },
    schema: {
      input: z =>
        z.object({
          resourceId: z.string().uuid(),
          // MCP clients send numbers as text.
          revision: z.coerce.number().int().min(1).optional(),
          description: z.string().max(2_000).optional(),
          ownerRef: z.string().max(300).optional(),
          projectId: z.string().uuid().nullable().optional(),
          workspaceId: z.string().uuid().nullable().optional(),
          parentIds: z.array(z.string().uuid()).max(50).optional(),
          versionId: z.string().uuid().optional(),
          values: z.record(z.any()).optional(),
          apply: z.boolean().optional(),
        }),
      output: z => z.object({ resource: z.any() }),
    },
    action: async ({ input, credentials }) => {
      const { resourceId, revision, values, ...patch } = input;
      const resource = await resources.update(
        resourceId,
        { ...patch, values: values as Values | undefined },
        { credentials, revision },
      );
      return { output: { resource } };
    },
  });
  registry.register({
    name: 'discard-resource-change',
    title: 'Discard the pending change of an infrastructure resource',
    description:
      'Drops the edits of a provisioned resource that were not applied.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: false, destructive: true, idempotent: false },
    schema: {
      input: z => z.object({ resourceId: z.string().uuid() }),
      output: z => z.object({}),
    },
    action: async ({ input, credentials }) => {
      await resources.discardChange(input.resourceId, { credentials });
      return { output: {} };
    },
  });
  registry.register({
    name: 'delete-resource',
    title: 'Delete an infrastructure resource',
    description:
      'Deletes the record of a resource whose state is empty. Destroy it first where it is provisioned.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: false, destructive: true, idempotent: false },
    schema: {
      input: z => z.object({ resourceId: z.string().uuid() }),
      output: z => z.object({}),
    },
    action: async ({ input, credentials }) => {
      await resources.delete(input.resourceId, { credentials });
      return { output: {} };
    },
  });
}
