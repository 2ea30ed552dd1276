import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { explain } from '../lib/errors';
import { describePlan, giveReport, reportOf } from '../lib/report';
import { DRY_RUN_RESOURCE_ID } from '../lib/resources';
import { waitForRun } from '../lib/runs';
import { runOutput, waitInput } from '../lib/schemas';
import { Session, type InfrakitchenActionOptions } from '../lib/Session';
import { waitForRunExamples } from './examples';

/**
 * Waits for a run that somebody has started.
 *
 * @public
 */
export function createWaitForRunAction(options: InfrakitchenActionOptions) {
  return createTemplateAction({
    id: 'infrakitchen:run:wait',
    description:
      'Waits for the end of an InfraKitchen run and shows its log. Fails where the run does.',
    examples: waitForRunExamples,
    supportsDryRun: true,
    schema: {
      input: {
        runId: z => z.string({ description: 'Id of the run.' }),
        ...waitInput,
      },
      output: runOutput,
    },
    async handler(ctx) {
      const session = new Session(options, ctx);
      const { runId, timeout, cancelOnAbort } = ctx.input;
      if (ctx.isDryRun) {
        ctx.logger.info('Would wait for the run');
        giveReport(ctx, {
          resourceId: DRY_RUN_RESOURCE_ID,
          runId,
          state: 'provisioned',
          status: 'done',
          outputs: {},
        });
        return;
      }
      try {
        const run = await waitForRun({
          ctx,
          session,
          runId,
          timeout,
          cancelOnAbort,
        });
        ctx.logger.info(`Plan: ${describePlan(run.planSummary)}`);
        giveReport(
          ctx,
          reportOf(await session.readAfterRun(run.resourceId), run),
        );
      } catch (error) {
        throw explain(error);
      }
    },
  });
}
