import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { infrakitchenUsePermission } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { MAX_ITEMS, type ActionServices } from './types';

/** As the API's document has them, which actions do not pass by. */
const PROJECT_KEY = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
const PRINCIPAL_REF =
  /^(user|group):[a-z0-9-]+(\.[a-z0-9-]+)*\/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const ENTRY_NAME = /^[A-Za-z_][A-Za-z0-9_.:/-]*$/;

/** Registers the verbs of projects. */
export function registerProjectActions(
  registry: ActionsRegistryService,
  { projects }: ActionServices,
): void {
  registry.register({
    name: 'list-projects',
    title: 'List infrastructure projects',
    description:
      'Lists the projects that resources may be in. `filter` takes `field=value` with key, enabled, label or owner; `q` finds by a part of the name.',
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
          projects: z.array(z.any()),
          totalItems: z.number(),
          nextCursor: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) => {
      const { items, totalItems, nextCursor } = await projects.list(
        { ...input, limit: MAX_ITEMS },
        { credentials },
      );
      return { output: { projects: items, totalItems, nextCursor } };
    },
  });
  registry.register({
    name: 'get-project',
    title: 'Get an infrastructure project',
    description:
      'One project with its owners, the tags and configs that it hands down to its resources, and its free fields.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z => z.object({ projectId: z.string().uuid() }),
      output: z => z.object({ project: z.any() }),
    },
    action: async ({ input, credentials }) => ({
      output: { project: await projects.get(input.projectId, { credentials }) },
    }),
  });
  registry.register({
    name: 'create-project',
    title: 'Create an infrastructure project',
    description:
      'Creates a project. Its owners are its admins; its tags and configs hold for every resource in it, unless something nearer says otherwise, and so does its workspace.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: false, destructive: false, idempotent: false },
    schema: {
      input: z => {
        const entries = z
          .array(
            z
              .object({
                name: z.string().max(128).regex(ENTRY_NAME),
                value: z.string().max(2_000),
                inheritedByChildren: z.boolean().default(true),
              })
              .strict(),
          )
          .max(100)
          .optional();
        return z.object({
          key: z.string().max(63).regex(PROJECT_KEY),
          name: z.string().min(1).max(120),
          description: z.string().max(2_000).optional(),
          owners: z
            .array(z.string().max(300).regex(PRINCIPAL_REF))
            .max(50)
            .optional(),
          tags: entries,
          configs: entries,
          fields: z
            .record(z.string().min(1).max(63), z.string().max(2_000))
            .optional(),
          workspaceId: z.string().uuid().optional(),
          workspaceRequired: z.boolean().optional(),
        });
      },
      output: z => z.object({ project: z.any() }),
    },
    action: async ({ input, credentials }) => ({
      output: { project: await projects.create(input, { credentials }) },
    }),
  });
}
