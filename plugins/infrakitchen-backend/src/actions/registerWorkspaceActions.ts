import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { infrakitchenUsePermission } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { MAX_ITEMS, type ActionServices } from './types';

/** Registers the verbs of workspaces. */
export function registerWorkspaceActions(
  registry: ActionsRegistryService,
  { workspaces }: Pick<ActionServices, 'workspaces'>,
): void {
  registry.register({
    name: 'list-workspaces',
    title: 'List infrastructure workspaces',
    description:
      'Lists the repositories that generated code is written to. `filter` takes `field=value` with provider, status, label or integrationId; `q` finds by a part of the name.',
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
          workspaces: z.array(z.any()),
          totalItems: z.number().optional(),
          nextCursor: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) => {
      const { items, totalItems, nextCursor } = await workspaces.list(
        { ...input, limit: MAX_ITEMS },
        { credentials },
      );
      return { output: { workspaces: items, totalItems, nextCursor } };
    },
  });
  registry.register({
    name: 'get-workspace',
    title: 'Get an infrastructure workspace',
    description:
      'One workspace with its repository, what is wrong with it if anything is, and what uses it.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z => z.object({ workspaceId: z.string().uuid() }),
      output: z => z.object({ workspace: z.any(), usage: z.any() }),
    },
    action: async ({ input, credentials }) => {
      const [workspace, usage] = await Promise.all([
        workspaces.get(input.workspaceId, { credentials }),
        workspaces.usage(input.workspaceId, { credentials }),
      ]);
      return { output: { workspace, usage } };
    },
  });
  registry.register({
    name: 'register-workspace',
    title: 'Register a repository as infrastructure workspace',
    description:
      'Registers a repository that exists, by its `url`, or by the `repositoryId` that the integration `integrationId` lists it with. Nothing is written to it.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: false, destructive: false, idempotent: false },
    schema: {
      input: z =>
        z.object({
          url: z.string().min(1).max(1_000).optional(),
          integrationId: z.string().uuid().optional(),
          repositoryId: z.string().min(1).max(500).optional(),
          description: z.string().max(2_000).optional(),
        }),
      output: z => z.object({ workspace: z.any() }),
    },
    action: async ({ input, credentials }) => ({
      output: { workspace: await workspaces.create(input, { credentials }) },
    }),
  });
  registry.register({
    name: 'sync-workspace',
    title: 'Synchronise an infrastructure workspace',
    description:
      'Reads the repository of a workspace at its host: its name, URL and default branch, and whether it can be pushed to. What is wrong is told by `status` and `problem`.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: false, destructive: false, idempotent: false },
    schema: {
      input: z => z.object({ workspaceId: z.string().uuid() }),
      output: z => z.object({ workspace: z.any() }),
    },
    action: async ({ input, credentials }) => ({
      output: {
        workspace: await workspaces.sync(input.workspaceId, { credentials }),
      },
    }),
  });
}
