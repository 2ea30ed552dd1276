import { CustomErrorBase } from '@backstage/errors';
import type { Culprit, Diagnostic, Refusal } from './types';

const statusByName = {
  InputError: 400,
  NotAllowedError: 403,
  NotFoundError: 404,
  ConflictError: 409,
  ServiceUnavailableError: 503,
} as const;

/** Name of an error of `@backstage/errors`, which decides the HTTP status. @public */
export type InfrakitchenErrorName = keyof typeof statusByName;

/**
 * An error that says by `code` what happened and by `culprits` to which
 * objects. Its name is that of the matching error of `@backstage/errors`, so
 * that the platform's error handling gives it the right status.
 *
 * @public
 */
export class InfrakitchenError extends CustomErrorBase {
  readonly code: string;
  readonly culprits: Culprit[];
  readonly diagnostics?: Diagnostic[];
  readonly hint?: string;

  constructor(
    name: InfrakitchenErrorName,
    refusal: Refusal & { diagnostics?: Diagnostic[]; hint?: string },
    cause?: unknown,
  ) {
    super(refusal.message, cause);
    // The base appends the cause, which may quote SQL with its values.
    this.message = refusal.message;
    this.name = name;
    this.code = refusal.code;
    this.culprits = refusal.culprits ?? [];
    this.diagnostics = refusal.diagnostics;
    this.hint = refusal.hint;
  }

  /** What callers are told: without the cause, which is for the log. */
  toJSON(): object {
    const { name, message, code, culprits, diagnostics, hint } = this;
    return { name, message, code, culprits, diagnostics, hint };
  }

  /** HTTP status that belongs to the name. */
  get statusCode(): number {
    return statusByName[this.name as InfrakitchenErrorName];
  }
}

/** Whether a value is an {@link InfrakitchenError}, also across copies of this package. @public */
export function isInfrakitchenError(
  error: unknown,
): error is InfrakitchenError {
  return (
    error instanceof Error &&
    typeof (error as Partial<InfrakitchenError>).code === 'string' &&
    Array.isArray((error as Partial<InfrakitchenError>).culprits)
  );
}
