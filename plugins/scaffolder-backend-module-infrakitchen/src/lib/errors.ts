import {
  InfrakitchenError,
  type Culprit,
  type InfrakitchenErrorName,
  type ResourceAction,
  type RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** An error as the client throws it. */
interface RefusedRequest extends Error {
  statusCode?: number;
  code?: string;
  hint?: string;
  culprits?: Culprit[];
}

const names: Record<number, InfrakitchenErrorName> = {
  400: 'InputError',
  403: 'NotAllowedError',
  404: 'NotFoundError',
  409: 'ConflictError',
};

/**
 * Says in the message all that the server said. A task only shows messages.
 */
export function explain(error: unknown): unknown {
  if ((error as Partial<Error> | undefined)?.name === 'AbortError') {
    return new Error('The task was cancelled', { cause: error });
  }
  const refused = error as RefusedRequest;
  // Those of our own are explained already.
  const isRefusal =
    error instanceof Error &&
    !(error instanceof InfrakitchenError) &&
    refused.code !== undefined &&
    refused.statusCode !== undefined;
  if (!isRefusal) {
    return error;
  }
  const { code = '', hint, culprits, statusCode = 503 } = refused;
  return new InfrakitchenError(
    names[statusCode] ?? 'ServiceUnavailableError',
    { code, hint, culprits, message: sentence(refused.message, code, hint) },
    error,
  );
}

const outcomes: Partial<Record<RunDetail['state'], string>> = {
  cancelled: 'it was cancelled',
  rejected: 'it was rejected',
  discarded: 'it was superseded or is out of date',
  needs_attention: 'nobody can tell what it did',
};

/** A run that did not do what was asked of it. */
export function runFailed(run: RunDetail): InfrakitchenError {
  const what = `The ${run.kind.replace('_', ' ')} of '${run.resourceName}'`;
  const { error } = run;
  const code = error?.code ?? `run_${run.state}`;
  const hint =
    error?.hint ??
    (run.state === 'needs_attention'
      ? 'Look at the run, find out what it did, and resolve it.'
      : undefined);
  const cause = error?.message ?? outcomes[run.state] ?? `it is ${run.state}`;
  const phase = error?.phase ? ` in the phase '${error.phase}'` : '';
  const details = (error?.diagnostics ?? [])
    .slice(0, 5)
    .map(({ summary, detail }) => [summary, detail].filter(Boolean).join(': '))
    .filter(text => text !== error?.message);
  return new InfrakitchenError('ConflictError', {
    code,
    hint,
    culprits: [{ kind: 'run', id: run.id }, ...(error?.culprits ?? [])],
    message: [
      sentence(`${what} failed${phase}: ${cause}`, code, hint),
      ...details,
      `Run: ${run.id}`,
    ].join('\n'),
  });
}

/** An input that cannot be used. */
export function invalidInput(message: string, field: string): Error {
  return new InfrakitchenError('InputError', {
    code: 'invalid_input',
    message,
    culprits: [{ kind: 'field', name: field }],
  });
}

/** Something that is named but not there. */
export function notFound(
  message: string,
  kind: Culprit['kind'],
  name: string,
): Error {
  return new InfrakitchenError('NotFoundError', {
    code: `${kind}_not_found`,
    message,
    culprits: [{ kind, name }],
  });
}

/** How an action is called in a sentence. */
export function verbOf(action: ResourceAction): string {
  return action.replace('-', ' ');
}

function sentence(message: string, code: string, hint?: string): string {
  return [`${message} (${code})`, hint].filter(Boolean).join('. ');
}
