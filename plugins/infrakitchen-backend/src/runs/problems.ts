import {
  isInfrakitchenError,
  type Diagnostic,
  type LogLine,
  type RunError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

const MAX_DIAGNOSTICS = 50;

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
  const errors = diagnostics.filter(found => found.severity === 'error');
  const [first] = errors;
  if (exitCode === 137 || exitCode === 9) {
    return new RunFailure({
      code: 'engine_killed',
      message: `The engine was killed while it ran ${phase}`,
      phase,
      hint: 'Most often the machine ran out of memory',
      diagnostics,
    });
  }
  return new RunFailure({
    code: 'engine_failed',
    message: first
      ? [first.summary, first.detail].filter(Boolean).join(': ')
      : `The engine ended ${phase} with exit code ${exitCode} and no diagnostic; see the log`,
    phase,
    diagnostics: errors.slice(0, MAX_DIAGNOSTICS),
    culprits: first?.address
      ? [{ kind: 'resource', name: first.address }]
      : undefined,
  });
}
