import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import type { ResourceAction } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { explain } from '../lib/errors';
import { previewAction } from '../lib/preview';
import { describePlan, giveReport, reportOf } from '../lib/report';
import { findResource } from '../lib/resources';
import { startRun, waitForRun } from '../lib/runs';
import {
  addressInput,
  reasonInput,
  runOutput,
  waitInput,
} from '../lib/schemas';
import { Session, type InfrakitchenActionOptions } from '../lib/Session';
import {
  destroyResourceExamples,
  dryRunResourceExamples,
  provisionResourceExamples,
} from './examples';

/**
 * Plans without changing anything, and waits for the plan.
 *
 * @public
 */
export function createDryRunResourceAction(options: InfrakitchenActionOptions) {
  return createRunAction(options, {
    action: 'dry-run',
    description:
      'Makes a plan for an InfraKitchen resource and waits for it. Nothing is changed.',
    examples: dryRunResourceExamples,
  });
}

/**
 * Builds a resource and waits until it is there.
 *
 * @public
 */
export function createProvisionResourceAction(
  options: InfrakitchenActionOptions,
) {
  return createRunAction(options, {
    action: 'provision',
    description:
      'Builds an InfraKitchen resource and waits until it is there, also for approvals that it needs.',
    examples: provisionResourceExamples,
  });
}

/**
 * Removes what a resource stands for and waits until it is gone.
 *
 * @public
 */
export function createDestroyResourceAction(
  options: InfrakitchenActionOptions,
) {
  return createRunAction(options, {
    action: 'destroy',
    description:
      'Removes everything that an InfraKitchen resource has built and waits until it is gone. The record stays.',
    examples: destroyResourceExamples,
  });
}

function createRunAction(
  options: InfrakitchenActionOptions,
  kind: {
    action: Extract<ResourceAction, 'dry-run' | 'provision' | 'destroy'>;
    description: string;
    examples: TemplateExample[];
  },
) {
  const { action, description, examples } = kind;
  return createTemplateAction({
    id: `infrakitchen:resource:${action}`,
    description,
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...addressInput,
        ...reasonInput,
        ...waitInput,
        wait: z =>
          z
            .boolean({
              description:
                'Whether to wait for the end, which it does where this is absent. Otherwise `infrakitchen:run:wait` can.',
            })
            .optional(),
      },
      output: runOutput,
    },
    async handler(ctx) {
      const session = new Session(options, ctx);
      const { resourceId, template, name, reason } = ctx.input;
      const address = { resourceId, template, name };
      try {
        if (ctx.isDryRun) {
          giveReport(
            ctx,
            await previewAction({ ctx, session, address, action }),
          );
          return;
        }
        const resource = await findResource(session, address);
        const runId = await startRun({
          ctx,
          session,
          resource,
          action,
          reason,
        });
        if (ctx.input.wait === false) {
          giveReport(ctx, { ...reportOf(resource), runId });
          return;
        }
        const { timeout, cancelOnAbort } = ctx.input;
        const run = await waitForRun({
          ctx,
          session,
          runId,
          timeout,
          cancelOnAbort,
        });
        ctx.logger.info(`Plan: ${describePlan(run.planSummary)}`);
        giveReport(ctx, reportOf(await session.readAfterRun(resource.id), run));
      } catch (error) {
        throw explain(error);
      }
    },
  });
}
