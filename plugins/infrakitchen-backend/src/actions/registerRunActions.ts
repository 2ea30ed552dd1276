import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import {
  withoutStyles,
  type RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RunAction } from '../runs';
import { boundPlan } from './boundPlan';
import { changes, fields, reads, results } from './fields';
import { MAX_ITEMS, type ActionServices } from './types';

const MAX_LINES = 500;
const MAX_CHANGES = 200;
const SOME_CHANGES = 50;

const waits =
  'Where approval rules apply it waits in the state `awaiting_approval` until people have approved the plan in the portal.';

const verbs: {
  action: RunAction;
  title: string;
  description: string;
  destructive: boolean;
}[] = [
  {
    action: 'dry-run',
    title: 'Dry-run',
    description:
      'Plans a resource without changing anything: do this before `provision-resource`, `update-resource` or `destroy-resource`, and read the plan with `get-run-plan`.',
    destructive: false,
  },
  {
    action: 'provision',
    title: 'Provision',
    description: `Builds what a recorded resource describes. ${waits}`,
    destructive: false,
  },
  {
    action: 'update',
    title: 'Update',
    description: `Applies the pending change or the stale inputs of a provisioned resource. ${waits}`,
    destructive: true,
  },
  {
    action: 'destroy',
    title: 'Destroy',
    description: `Removes everything that a resource has built. ${waits}`,
    destructive: true,
  },
  {
    action: 'recreate',
    title: 'Recreate',
    description: `Builds a destroyed resource again. ${waits}`,
    destructive: false,
  },
];

/**
 * What runs, and what starts a run. Decisions about plans are not among them:
 * they are for a person who has seen the plan, and no agent or service may take
 * them.
 */
export function registerRunActions(
  registry: ActionsRegistryService,
  { runs }: Pick<ActionServices, 'runs'>,
): void {
  for (const verb of verbs) {
    registry.register({
      ...changes(verb),
      name: `${verb.action}-resource`,
      title: `${verb.title} an infrastructure resource`,
      description: `${verb.description} Answers at once with the id of the run; follow it with \`get-run\`.`,
      schema: {
        input: z =>
          z.object({
            resourceId: fields.id(z, 'the resource'),
            reason: fields.reason(z),
          }),
        output: z => z.object({ runId: results.runId(z) }),
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
  registerRunReads(registry, runs);
  registerSettling(registry, runs);
}

function registerRunReads(
  registry: ActionsRegistryService,
  runs: ActionServices['runs'],
): void {
  registry.register({
    ...reads,
    name: 'list-runs',
    title: 'List infrastructure runs',
    description:
      'Lists runs, newest first: to find what is under way for a resource, what waits for approval (`state=awaiting_approval`) or what failed. Next: `get-run`.',
    schema: {
      input: z => {
        const { filter, cursor } = fields.listed(z, [
          ...['resourceId', 'templateId', 'projectId', 'cascadeId'],
          ...['state', 'kind', 'requestedBy'],
        ]);
        return z.object({ filter, cursor });
      },
      output: z =>
        z.object({
          runs: z.array(results.run(z)),
          nextCursor: results.nextCursor(z),
        }),
    },
    action: async ({ input, credentials }) => {
      const { items, nextCursor } = await runs.list(
        { ...input, limit: MAX_ITEMS },
        { credentials },
      );
      return { output: { runs: items, nextCursor } };
    },
  });
  registry.register({
    ...reads,
    name: 'get-run',
    title: 'Get an infrastructure run',
    description:
      'State, plan summary, progress and error of a run, and its log after a line. Ask again every few seconds until it is over (succeeded, no_changes, failed, rejected, cancelled, discarded) or waits (awaiting_approval, needs_attention). Next: `get-run-plan` once there is a plan summary, `get-run-approval` where it waits; where it failed, `error.hint` and the log say why.',
    schema: {
      input: z =>
        z.object({
          runId: fields.id(z, 'the run'),
          afterLine: fields
            .count(z, { min: 0, max: Number.MAX_SAFE_INTEGER })
            .optional()
            .describe('`nextLine` of the answer before, for later lines alone'),
        }),
      output: z =>
        z.object({
          run: results.run(z),
          log: z.array(z.any()).describe('Lines of the log, secrets masked'),
          nextLine: z.number().describe('Pass it as `afterLine` for more'),
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
        output: {
          run: bounded(run),
          log: page.lines.map(line => ({
            ...line,
            message: withoutStyles(line.message),
          })),
          nextLine: page.nextAfter,
        },
      };
    },
  });
  registry.register({
    ...reads,
    name: 'get-run-plan',
    title: 'Get the plan of an infrastructure run',
    description:
      'What a run would do, object by object, with attributes before and after. Sensitive values are never included and long ones are cut. Tell the user what is deleted or replaced before you start a run that applies. Objects come in stretches; `nextOffset` continues them.',
    schema: {
      input: z =>
        z.object({
          runId: fields.id(z, 'the run'),
          offset: fields
            .count(z, { min: 0, max: 1_000_000 })
            .optional()
            .describe('`nextOffset` of the answer before'),
          limit: fields
            .count(z, { min: 1, max: MAX_CHANGES })
            .optional()
            .describe(`Objects of one answer; ${SOME_CHANGES} where absent`),
        }),
      output: z =>
        z.object({
          plan: z
            .object({
              digest: z.string().describe('Names exactly this plan'),
              summary: z.any().describe('Counts by what is done'),
              totalChanges: z.number().describe('Objects that change'),
              changes: z.array(z.any()).describe('Objects of this stretch'),
              nextOffset: z
                .number()
                .optional()
                .describe('Pass it as `offset` for more; absent at the end'),
              outputChanges: z.array(z.any()).describe('Outputs that change'),
              driftedObjects: z
                .number()
                .describe('Objects that somebody changed outside the portal'),
            })
            .passthrough(),
        }),
    },
    action: async ({ input, credentials }) => {
      const { runId, offset = 0, limit = SOME_CHANGES } = input;
      const plan = await runs.plan(runId, { credentials });
      return { output: { plan: boundPlan(plan, { offset, limit }) } };
    },
  });
}

function registerSettling(
  registry: ActionsRegistryService,
  runs: ActionServices['runs'],
): void {
  const settle = (
    name: 'cancel' | 'retry',
    description: string,
    act: (
      runId: string,
      options: { credentials: BackstageCredentials },
    ) => Promise<{ id: string }>,
  ) =>
    registry.register({
      // What is retried may have been a destruction.
      ...changes({ destructive: name === 'retry' }),
      name: `${name}-run`,
      title: `${name === 'cancel' ? 'Cancel' : 'Retry'} an infrastructure run`,
      description,
      schema: {
        input: z => z.object({ runId: fields.id(z, 'the run') }),
        output: z => z.object({ runId: results.runId(z) }),
      },
      action: async ({ input, credentials }) => {
        const run = await act(input.runId, { credentials });
        return { output: { runId: run.id } };
      },
    });
  settle(
    'cancel',
    'Stops a run as early as is safe. An apply is interrupted and keeps what it did. Answers with the id of the same run.',
    (id, options) => runs.cancel(id, options),
  );
  settle(
    'retry',
    'Starts a new run of the same kind after one that failed, was cancelled, rejected or discarded. Read its error with `get-run` first: what was wrong has to be put right before. Answers with the id of the new run.',
    (id, options) => runs.retry(id, options),
  );
}

/** A run without what grows with the number of its objects. */
function bounded({ progress, ...run }: RunDetail) {
  return {
    ...run,
    progress: progress.slice(0, MAX_ITEMS),
    progressTotal: progress.length,
  };
}
