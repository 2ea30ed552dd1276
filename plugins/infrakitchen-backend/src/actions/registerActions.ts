import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import {
  infrakitchenUsePermission,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { assertStorable } from '../access';
import type { ProjectService } from '../projects';
import type { ResourceService } from '../resources';
import type { RunAction, RunService } from '../runs';
import type { TemplateService } from '../templates';
import type { VersionService } from '../versions';
import { registerProjectActions } from './registerProjectActions';

const MAX_ITEMS = 100;
const MAX_LINES = 500;

/** As the API's document has it, which actions do not pass by. */
const RESOURCE_NAME = /^[A-Za-z0-9]([A-Za-z0-9 _.-]*[A-Za-z0-9])?$/;

/** What the actions call. Every call is authorised as its caller. */
export interface ActionServices {
  templates: TemplateService;
  versions: VersionService;
  projects: ProjectService;
  resources: ResourceService;
  runs: RunService;
}

/**
 * Registers every quick verb once; the scaffolder, MCP clients and the command
 * line get it from there. Those that start a run answer with its id.
 */
export function registerActions(
  registry: ActionsRegistryService,
  services: ActionServices,
): void {
  const storable = refusingUnstorable(registry);
  registerReadActions(storable, services);
  registerWriteActions(storable, services);
  registerRunActions(storable, services);
  registerProjectActions(storable, services);
}

/** Input of actions does not pass by the router, which refuses it there. */
function refusingUnstorable(
  registry: ActionsRegistryService,
): ActionsRegistryService {
  return {
    register: options =>
      registry.register({
        ...options,
        action: async context => {
          assertStorable(context.input);
          return options.action(context);
        },
      }),
  };
}

function registerReadActions(
  registry: ActionsRegistryService,
  { templates, versions, resources }: ActionServices,
): void {
  registry.register({
    name: 'list-templates',
    title: 'List infrastructure templates',
    description:
      'Lists the kinds of infrastructure that can be created, with their parents in the hierarchy. `q` finds by a part of the name.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z => z.object({ q: z.string().max(200).optional() }),
      output: z => z.object({ templates: z.array(z.any()) }),
    },
    action: async ({ input, credentials }) => {
      const page = await templates.list(
        { q: input.q, limit: MAX_ITEMS },
        { credentials },
      );
      return { output: { templates: page.items } };
    },
  });
  registry.register({
    name: 'list-template-versions',
    title: 'List the versions of an infrastructure template',
    description:
      'Lists the module versions of a template with their variables and outputs, newest first. A resource is created from one of them.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z => z.object({ templateId: z.string().uuid() }),
      output: z => z.object({ versions: z.array(z.any()) }),
    },
    action: async ({ input, credentials }) => {
      const page = await versions.list(
        input.templateId,
        { limit: MAX_ITEMS },
        { credentials },
      );
      return { output: { versions: page.items } };
    },
  });
  registry.register({
    name: 'list-resources',
    title: 'List infrastructure resources',
    description:
      'Lists resources. `filter` takes `field=value` with templateId, projectId, state, status, parentId or ownerRef; `q` finds by a part of the name.',
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
}

function registerWriteActions(
  registry: ActionsRegistryService,
  { resources, runs }: ActionServices,
): void {
  registry.register({
    name: 'create-resource',
    title: 'Create an infrastructure resource',
    description:
      'Records a resource; nothing is built until `provision-resource`. Needs one provisioned parent for each parent template. Without `projectId` it is in the project of its parents.',
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
      'Changes description, owner, project, version or values of a resource. A `projectId` of null takes it out of its project. `values` is the whole set of own values; a sensitive one that is left out stays. What a provisioned resource is built from becomes its pending change, which `update-resource` applies, or `apply` at once. Where approval rules apply the run then waits for people.',
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
  const verbs: {
    action: RunAction;
    title: string;
    description: string;
    destructive: boolean;
  }[] = [
    {
      action: 'dry-run',
      title: 'Dry-run',
      description: 'Plans a resource without changing anything.',
      destructive: false,
    },
    {
      action: 'provision',
      title: 'Provision',
      description: 'Builds what a recorded resource describes.',
      destructive: false,
    },
    {
      action: 'update',
      title: 'Update',
      description:
        'Applies the pending change or the stale inputs of a provisioned resource.',
      destructive: true,
    },
    {
      action: 'destroy',
      title: 'Destroy',
      description: 'Removes everything that a resource has built.',
      destructive: true,
    },
    {
      action: 'recreate',
      title: 'Recreate',
      description: 'Builds a destroyed resource again.',
      destructive: false,
    },
  ];
  for (const verb of verbs) {
    registry.register({
      name: `${verb.action}-resource`,
      title: `${verb.title} an infrastructure resource`,
      description: `${verb.description} Answers at once with the id of the run; follow it with \`get-run\`.`,
      visibilityPermission: infrakitchenUsePermission,
      attributes: {
        readOnly: false,
        destructive: verb.destructive,
        idempotent: false,
      },
      schema: {
        input: z =>
          z.object({
            resourceId: z.string().uuid(),
            reason: z.string().max(2_000).optional(),
          }),
        output: z => z.object({ runId: z.string() }),
      },
      action: async ({ input, credentials }) => {
        const run = await runs.request(input.resourceId, verb.action, {
          credentials,
          reason: input.reason,
        });
        return { output: { runId: run.id } };
      },
    });
  }
}

/**
 * Decisions about plans are not among them: they are for a person who has seen
 * the plan, and no agent or service may take them.
 */
function registerRunActions(
  registry: ActionsRegistryService,
  { runs }: ActionServices,
): void {
  registry.register({
    name: 'get-run',
    title: 'Get an infrastructure run',
    description:
      'State, plan summary, progress and error of a run, and its log after a line, as far as it fits. `nextLine` continues it.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z =>
        z.object({
          runId: z.string().uuid(),
          // MCP clients send numbers as text.
          afterLine: z.coerce
            .number()
            .int()
            .min(0)
            .max(Number.MAX_SAFE_INTEGER)
            .optional(),
        }),
      output: z =>
        z.object({
          run: z.any(),
          log: z.array(z.any()),
          nextLine: z.number(),
        }),
    },
    action: async ({ input, credentials }) => {
      const [run, page] = await Promise.all([
        runs.get(input.runId, { credentials }),
        runs.log(
          { id: input.runId, after: input.afterLine ?? 0, limit: MAX_LINES },
          { credentials },
        ),
      ]);
      return {
        output: { run, log: page.lines, nextLine: page.nextAfter },
      };
    },
  });
  registry.register({
    name: 'get-run-plan',
    title: 'Get the plan of an infrastructure run',
    description:
      'What a run would do, object by object. Sensitive values are never included.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z => z.object({ runId: z.string().uuid() }),
      output: z => z.object({ plan: z.any() }),
    },
    action: async ({ input, credentials }) => ({
      output: { plan: await runs.plan(input.runId, { credentials }) },
    }),
  });
  const settle = (
    name: 'cancel' | 'retry',
    description: string,
    act: (
      runId: string,
      options: { credentials: BackstageCredentials },
    ) => Promise<{ id: string }>,
  ) =>
    registry.register({
      name: `${name}-run`,
      title: `${name === 'cancel' ? 'Cancel' : 'Retry'} an infrastructure run`,
      description,
      visibilityPermission: infrakitchenUsePermission,
      attributes: { readOnly: false, destructive: false, idempotent: false },
      schema: {
        input: z => z.object({ runId: z.string().uuid() }),
        output: z => z.object({ runId: z.string() }),
      },
      action: async ({ input, credentials }) => {
        const run = await act(input.runId, { credentials });
        return { output: { runId: run.id } };
      },
    });
  settle(
    'cancel',
    'Stops a run as early as is safe. An apply is interrupted and keeps what it did.',
    (id, options) => runs.cancel(id, options),
  );
  settle(
    'retry',
    'Starts a new run of the same kind after one that is over.',
    (id, options) => runs.retry(id, options),
  );
}
