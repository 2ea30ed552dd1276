import type {
  Refusal,
  ResourceAction,
  RunActionAvailability,
  RunKind,
  RunState,
} from '../api/types';
import { refusalsOf } from './resourceActions';
import type { ResourceFacts } from './resourceFacts';
import { isCancellable, isTerminal } from './runStates';

/** What people do to a run, besides deciding about its plan. @public */
export type RunIntervention = RunActionAvailability['action'];

/** Every one, in the order in which pages show them. @public */
export const runInterventions: readonly RunIntervention[] = [
  'cancel',
  'retry',
  'resolve',
];

/** The action of a resource that starts runs of a kind. @public */
export const actionOfRun: Record<
  RunKind,
  Extract<ResourceAction, 'dry-run' | 'provision' | 'update' | 'destroy'>
> = {
  dry_run: 'dry-run',
  provision: 'provision',
  update: 'update',
  destroy: 'destroy',
};

/** What decides about what can be done to a run. @public */
export interface RunFacts {
  id: string;
  kind: RunKind;
  state: RunState;
  /** The run that has retried it; there is never a second one. */
  retriedBy?: string;
  /** Its resource as it is now; asked for where the run could be retried. */
  resource?: ResourceFacts;
}

/**
 * Whether something is done to runs in a state at all: pages show it then, with
 * what else forbids it.
 *
 * @public
 */
export function concernsRun(action: RunIntervention, state: RunState): boolean {
  switch (action) {
    case 'cancel':
      return isCancellable(state);
    case 'retry':
      return (
        isTerminal(state) && state !== 'succeeded' && state !== 'no_changes'
      );
    default:
      return state === 'needs_attention';
  }
}

/**
 * Why something cannot be done to a run now; empty where it can. The server and
 * the buttons use the same function, so they cannot disagree.
 *
 * @public
 */
export function runRefusalsOf(
  run: RunFacts,
  action: RunIntervention,
): Refusal[] {
  switch (action) {
    case 'cancel':
      return concernsRun(action, run.state)
        ? []
        : refuse(
            run,
            isTerminal(run.state) ? 'run_over' : 'not_cancellable',
            'and cannot be cancelled',
          );
    case 'retry':
      return retryRefusals(run);
    default:
      return concernsRun(action, run.state)
        ? []
        : refuse(
            run,
            'nothing_to_resolve',
            'and only one that needs attention can be resolved',
          );
  }
}

/** Everything that people do to runs, with whether it is possible and why not. @public */
export function availableInterventions(run: RunFacts): RunActionAvailability[] {
  return runInterventions.map(action => {
    const reasons = runRefusalsOf(run, action);
    return { action, allowed: reasons.length === 0, reasons };
  });
}

function retryRefusals(run: RunFacts): Refusal[] {
  if (!isTerminal(run.state)) {
    return refuse(
      run,
      'run_not_over',
      'and only a run that is over can be retried',
    );
  }
  if (!concernsRun('retry', run.state)) {
    return refuse(run, 'nothing_to_retry', 'so there is nothing to retry');
  }
  if (run.retriedBy) {
    return [
      {
        code: 'retried_already',
        message: 'The run was retried already',
        culprits: [{ kind: 'run', id: run.retriedBy }],
      },
    ];
  }
  return run.resource
    ? refusalsOf(run.resource, actionOfRun[run.kind])
    : [
        {
          code: 'resource_not_found',
          message: 'The resource of the run does not exist any more',
        },
      ];
}

const stateTexts: Record<RunState, string> = {
  queued: 'The run is queued',
  preparing: 'The run is being prepared',
  planning: 'The run is planning',
  planned: 'The run has its plan',
  awaiting_approval: 'The run waits for approval',
  apply_queued: 'The run is queued to be applied',
  applying: 'The run is applying',
  unknown: 'Nobody knows yet how the run ended',
  reconciling: 'It is being found out how the run ended',
  needs_attention: 'The run needs attention',
  verifying: 'The run is being verified',
  succeeded: 'The run succeeded',
  no_changes: 'The run found nothing to change',
  failed: 'The run failed',
  rejected: 'The run was rejected',
  cancelled: 'The run was cancelled',
  discarded: 'The run was discarded',
};

function refuse(run: RunFacts, code: string, why: string): Refusal[] {
  return [
    {
      code,
      message: `${stateTexts[run.state]}, ${why}`,
      culprits: [{ kind: 'run', id: run.id }],
    },
  ];
}
