import {
  adviseOn,
  InfrakitchenError,
  isInfrakitchenError,
  isTerminal,
  type Diagnostic,
  type LogLine,
  type RunError,
  type RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RunRecord } from './types';

/** Engines repeat themselves; the first ones say what is wrong. */
const MAX_DIAGNOSTICS = 20;

/** Ends a run: carries what its record will say. */
export class RunFailure extends Error {
  readonly error: RunError;

  constructor(error: RunError) {
    super(error.message);
    this.name = 'RunFailure';
    this.error = error;
  }
}

/** The record of any error that ended a run. */
export function toRunError(error: unknown, phase: LogLine['phase']): RunError {
  if (error instanceof RunFailure) {
    return error.error;
  }
  if (isInfrakitchenError(error)) {
    return {
      code: error.code,
      message: error.message,
      phase,
      hint: error.hint,
      diagnostics: error.diagnostics,
      culprits: error.culprits,
    };
  }
  return {
    code: 'internal_error',
    message: error instanceof Error ? error.message : String(error),
    phase,
    hint: 'This is a fault of the portal; its log says more. Retry the run',
  };
}

/** The error of an engine command that did not succeed. */
export function engineFailure(options: {
  phase: LogLine['phase'];
  exitCode: number;
  diagnostics: Diagnostic[];
}): RunFailure {
  const { phase, exitCode, diagnostics } = options;
  const errors = errorsOf(diagnostics);
  const [first] = errors;
  if (exitCode === 137 || exitCode === 9) {
    return new RunFailure({
      code: 'engine_killed',
      message: `The engine was killed while it ran ${phase}`,
      phase,
      hint: 'Most often the machine ran out of memory',
      diagnostics: errors,
    });
  }
  return new RunFailure({
    code: 'engine_failed',
    message: first
      ? [first.summary, first.detail].filter(Boolean).join(': ')
      : `The engine ended ${phase} with exit code ${exitCode} and no diagnostic; see the log`,
    phase,
    hint: first && adviseOn(first)?.text,
    diagnostics: errors,
    culprits: first?.address
      ? [{ kind: 'resource', name: first.address }]
      : undefined,
  });
}

/** What a run keeps of the diagnostics of a command that failed. */
export function errorsOf(diagnostics: Diagnostic[]): Diagnostic[] {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .slice(0, MAX_DIAGNOSTICS);
}

/** The error for a run that has no plan to look at. */
export function planNotFound(
  run: Pick<RunRecord, 'id' | 'state'>,
): InfrakitchenError {
  return new InfrakitchenError('NotFoundError', {
    code: 'plan_not_found',
    message: missingPlan(run.state),
    culprits: [{ kind: 'run', id: run.id }],
  });
}

function missingPlan(state: RunState): string {
  if (!isTerminal(state)) {
    return 'The run has no plan yet';
  }
  return state === 'succeeded'
    ? 'The plan of the run could not be read'
    : 'The run ended before it had a plan';
}
