import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { changes, fields, reads, results } from './fields';
import { entries } from './resourceInput';
import { MAX_ITEMS, type ActionServices } from './types';

/** As the API's document has them, which actions do not pass by. */
const PROJECT_KEY = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
const PRINCIPAL_REF =
  /^(user|group):[a-z0-9-]+(\.[a-z0-9-]+)*\/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Registers the verbs of projects. */
export function registerProjectActions(
  registry: ActionsRegistryService,
  { projects }: Pick<ActionServices, 'projects'>,
): void {
  registry.register({
    ...reads,
    name: 'list-projects',
    title: 'List infrastructure projects',
    description:
      'Lists the projects that resources may be in, by name. Next: `get-project` for what one hands down, or its id as `projectId` of `check-resource`.',
    schema: {
      input: z =>
        z.object(fields.listed(z, ['key', 'enabled', 'label', 'owner'])),
      output: z =>
        z.object({
          projects: z.array(results.project(z)),
          totalItems: results.totalItems(z),
          nextCursor: results.nextCursor(z),
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
    ...reads,
    name: 'get-project',
    title: 'Get an infrastructure project',
    description:
      'One project with its owners, the tags and configs that it hands down to its resources, its workspace and its free fields.',
    schema: {
      input: z => z.object({ projectId: fields.id(z, 'the project') }),
      output: z => z.object({ project: results.project(z) }),
    },
    action: async ({ input, credentials }) => ({
      output: { project: await projects.get(input.projectId, { credentials }) },
    }),
  });
  registry.register({
    ...changes(),
    name: 'create-project',
    title: 'Create an infrastructure project',
    description:
      'Creates a project. Its owners are its admins; its tags and configs hold for every resource in it, unless something nearer says otherwise, and so does its workspace. Look with `list-projects` first whether there is one already.',
    schema: {
      input: z =>
        z.object({
          key: z
            .string()
            .max(63)
            .regex(PROJECT_KEY)
            .describe('Short name in small letters, unique, such as `shop`'),
          name: z.string().min(1).max(120).describe('Name that people see'),
          description: z
            .string()
            .max(2_000)
            .optional()
            .describe('What it is for, in a sentence'),
          owners: z
            .array(z.string().max(300).regex(PRINCIPAL_REF))
            .max(50)
            .optional()
            .describe('Users and groups, such as `group:default/shop`'),
          tags: entries(z, 'Tags of every resource in it'),
          configs: entries(z, 'Configs of every resource in it'),
          fields: z
            .record(z.string().min(1).max(63), z.string().max(2_000))
            .optional()
            .describe('Free fields, such as a cost centre'),
          workspaceId: fields
            .id(z, 'the repository for the code of its resources')
            .optional(),
          workspaceRequired: z
            .boolean()
            .optional()
            .describe('Whether every resource in it has to have a workspace'),
        }),
      output: z => z.object({ project: results.project(z) }),
    },
    action: async ({ input, credentials }) => ({
      output: { project: await projects.create(input, { credentials }) },
    }),
  });
}
