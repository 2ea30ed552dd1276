import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { infrakitchenUsePermission } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RunAction } from '../runs';
import type { ActionServices } from './types';

const MAX_LINES = 500;

/**
 * What runs, and what starts a run. Decisions about plans are not among them: they are for a person who has seen
 * the plan, and no agent or service may take them.
 */
export function registerRunActions(
  registry: ActionsRegistryService,
  { runs }: ActionServices,
): void {
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
