import {
  describeSummary,
  type RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RunRecord } from '../../runs';
import { code, inline } from './markdown';

/** The comment about how a run ended; nothing of states that only lead on. */
export function resultTextOf(
  run: Pick<
    RunRecord,
    'state' | 'kind' | 'planSummary' | 'error' | 'finishedAt'
  >,
  options: { runUrl: string; reason?: string },
): string | undefined {
  const what = whatOf(run, options.reason);
  return what && `${what}\n\n[Look at the run](${options.runUrl}).`;
}

/** The comment where somebody opens again what was decided about. */
export function reopenedText(state: RunState, runUrl: string): string {
  return `This pull request was opened again, but its run is ${state} and over, so merging it would apply nothing. It is closed again: ask for the change in the portal once more, which makes a new plan.\n\n[Look at the run](${runUrl}).`;
}

/** The comment where a merge came too late. */
export function lateText(state: RunState, runUrl: string): string {
  return `Nothing was applied of this: its run is ${state}. What is on the default branch differs from what is built; the workspace's page shows the difference and takes it back by a pull request.\n\n[Look at the run](${runUrl}).`;
}

function whatOf(
  run: Pick<RunRecord, 'state' | 'kind' | 'planSummary' | 'error'>,
  reason: string | undefined,
): string | undefined {
  const because = reason ? ` ${inline(reason, 500)}` : '';
  switch (run.state) {
    case 'succeeded':
      return `✅ **${run.kind === 'destroy' ? 'Destroyed' : 'Applied'}.**${
        run.planSummary ? ` ${describeSummary(run.planSummary)}.` : ''
      }`;
    case 'no_changes':
      return '✅ **Nothing to apply.** The plan was made again before the apply and changes nothing.';
    case 'failed':
      return `❌ **Failed.**${
        run.error ? ` Error: ${code(run.error.code)}.` : ''
      } Part of it may have been applied; start it again once the reason is gone, which opens another pull request.`;
    case 'rejected':
      return `🚫 **Rejected.**${because} Nothing was changed.`;
    case 'cancelled':
      return '🚫 **Cancelled.** Start the action again in the portal to have a new plan.';
    case 'discarded':
      return `🚫 **Out of date.**${because} Nothing was changed by it.`;
    default:
      return undefined;
  }
}
