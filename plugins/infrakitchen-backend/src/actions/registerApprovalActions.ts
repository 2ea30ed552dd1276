import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { fields, reads, results } from './fields';
import { MAX_ITEMS, type ActionServices } from './types';

const governed = ['provision', 'update', 'destroy', 'recreate'] as const;
const waiting = ['me', 'requested', 'all'] as const;

/**
 * What waits for whom. Nobody decides by an action: that is for a person who has
 * seen the plan.
 */
export function registerApprovalActions(
  registry: ActionsRegistryService,
  { approvals, runs }: Pick<ActionServices, 'approvals' | 'runs'>,
): void {
  registry.register({
    ...reads,
    name: 'preview-approvers',
    title: 'Preview who would have to approve an infrastructure action',
    description:
      'Who would have to approve an action on a resource, before it is asked for; empty where nobody has to. Use it to tell the user what they are about to ask of whom. A plan may turn out to need fewer.',
    schema: {
      input: z =>
        z.object({
          resourceId: fields.id(z, 'the resource'),
          action: z.enum(governed).describe('What would be asked for'),
        }),
      output: z => z.object({ requirements: z.array(results.requirement(z)) }),
    },
    action: async ({ input, credentials }) => ({
      output: {
        requirements: await approvals.preview(input.resourceId, input.action, {
          credentials,
        }),
      },
    }),
  });
  registry.register({
    ...reads,
    name: 'get-run-approval',
    title: 'Get the approval of an infrastructure run',
    description:
      'What a run needs before it applies, who may give it, who decided so far, and when it expires. Nothing to do but to wait: approvers are notified and decide in the portal or, where `pullRequest` is there, by merging it. Tell the user whom it waits for.',
    schema: {
      input: z => z.object({ runId: fields.id(z, 'the run') }),
      output: z =>
        z.object({
          state: z
            .string()
            .describe('State of the run; `awaiting_approval` while it waits'),
          isWaiting: z.boolean(),
          requirements: z.array(results.requirement(z)),
          decisions: z.array(z.any()).describe('Who decided what, and when'),
          requestedAt: z.string().optional(),
          expiresAt: z
            .string()
            .optional()
            .describe('When it is discarded unless somebody has decided'),
          pullRequest: z
            .any()
            .optional()
            .describe('The pull request whose merge approves the plan'),
        }),
    },
    action: async ({ input, credentials }) => {
      const run = await runs.get(input.runId, { credentials });
      const { state, approval, pullRequest } = run;
      return {
        output: {
          state,
          isWaiting: state === 'awaiting_approval',
          requirements: approval?.requirements ?? [],
          decisions: approval?.decisions ?? [],
          requestedAt: approval?.requestedAt,
          expiresAt: approval?.expiresAt,
          pullRequest,
        },
      };
    },
  });
  registry.register({
    ...reads,
    name: 'list-waiting-approvals',
    title: 'List infrastructure runs that wait for approval',
    description:
      'Runs that wait for approval: those that the caller may decide about (`me`), those that the caller asked for (`requested`), or all that they see (`all`). Decisions are made by people in the portal.',
    schema: {
      input: z =>
        z.object({
          waiting: z
            .enum(waiting)
            .optional()
            .describe('Which of them; `requested` where absent'),
          cursor: fields.cursor(z),
        }),
      output: z =>
        z.object({
          items: z
            .array(z.object({ run: results.run(z) }).passthrough())
            .describe('Each run with its approval'),
          nextCursor: results.nextCursor(z),
        }),
    },
    action: async ({ input, credentials }) => {
      const { items, nextCursor } = await approvals.list(
        {
          waiting: input.waiting ?? 'requested',
          limit: MAX_ITEMS,
          cursor: input.cursor,
        },
        { credentials },
      );
      return { output: { items, nextCursor } };
    },
  });
}
