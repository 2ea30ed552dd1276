import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { changes, fields, reads, results } from './fields';
import { MAX_ITEMS, type ActionServices } from './types';

/** Registers the verbs of workspaces. */
export function registerWorkspaceActions(
  registry: ActionsRegistryService,
  { workspaces }: Pick<ActionServices, 'workspaces'>,
): void {
  registry.register({
    ...reads,
    name: 'list-workspaces',
    title: 'List infrastructure workspaces',
    description:
      'Lists the repositories that generated code is written to. What is written to one becomes a pull request, whose merge approves the plan. Next: its id as `workspaceId` of `check-resource`.',
    schema: {
      input: z =>
        z.object(
          fields.listed(z, ['provider', 'status', 'label', 'integrationId']),
        ),
      output: z =>
        z.object({
          workspaces: z.array(results.workspace(z)),
          totalItems: results.totalItems(z),
          nextCursor: results.nextCursor(z),
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
    ...reads,
    name: 'get-workspace',
    title: 'Get an infrastructure workspace',
    description:
      'One workspace with its repository, what is wrong with it if anything is, and what uses it.',
    schema: {
      input: z => z.object({ workspaceId: fields.id(z, 'the workspace') }),
      output: z =>
        z.object({
          workspace: results.workspace(z),
          usage: z.any().describe('Resources and projects that use it'),
        }),
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
    ...changes(),
    name: 'register-workspace',
    title: 'Register a repository as infrastructure workspace',
    description:
      'Registers a repository that exists, by its `url`, or by the `repositoryId` that the integration `integrationId` lists it with. Nothing is written to it.',
    schema: {
      input: z =>
        z.object({
          url: z
            .string()
            .min(1)
            .max(1_000)
            .optional()
            .describe('URL of the repository, without credentials'),
          integrationId: fields
            .id(z, 'the integration of its host; found by the URL where absent')
            .optional(),
          repositoryId: z
            .string()
            .min(1)
            .max(500)
            .optional()
            .describe('What its host calls it, instead of a URL'),
          description: z
            .string()
            .max(2_000)
            .optional()
            .describe('What it is for, in a sentence'),
        }),
      output: z => z.object({ workspace: results.workspace(z) }),
    },
    action: async ({ input, credentials }) => ({
      output: { workspace: await workspaces.create(input, { credentials }) },
    }),
  });
  registry.register({
    ...changes(),
    name: 'sync-workspace',
    title: 'Synchronise an infrastructure workspace',
    description:
      'Reads the repository of a workspace at its host: its name, URL and default branch, and whether it can be pushed to. What is wrong is told by `status` and `problem`.',
    schema: {
      input: z => z.object({ workspaceId: fields.id(z, 'the workspace') }),
      output: z => z.object({ workspace: results.workspace(z) }),
    },
    action: async ({ input, credentials }) => ({
      output: {
        workspace: await workspaces.sync(input.workspaceId, { credentials }),
      },
    }),
  });
}
