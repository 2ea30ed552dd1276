import { ConflictError, isError, NotFoundError } from '@backstage/errors';
import { ErrorRequestHandler, Response } from 'express';
import { ZodError } from 'zod';
import { CancelledError, FaultError, InvalidObjectError } from './errors';

/**
 * The body of every refusal.
 *
 * @public
 */
export interface CloudErrorBody {
  error: {
    name: string;
    message: string;
    issues?: Array<{ path: Array<string | number>; message: string }>;
  };
}

/** Answers a request that went wrong. */
export const errorHandler: ErrorRequestHandler = (
  error,
  _request,
  response: Response<CloudErrorBody>,
  _next,
) => {
  if (error instanceof FaultError && error.retryAfterSeconds !== undefined) {
    response.setHeader('Retry-After', String(error.retryAfterSeconds));
  }
  response.status(statusOf(error)).json({
    error: {
      name: isError(error) ? error.name : 'Error',
      message: messageOf(error),
      issues: error instanceof InvalidObjectError ? error.issues : undefined,
    },
  });
};

function statusOf(error: unknown): number {
  if (error instanceof FaultError) {
    return error.status;
  }
  if (error instanceof InvalidObjectError || error instanceof ZodError) {
    return 400;
  }
  if (error instanceof NotFoundError) {
    return 404;
  }
  if (error instanceof ConflictError || error instanceof CancelledError) {
    return 409;
  }
  // The body parser's errors carry their status themselves.
  const { status } = error as { status?: unknown };
  return typeof status === 'number' ? status : 500;
}

function messageOf(error: unknown): string {
  if (error instanceof ZodError) {
    return error.issues
      .map(({ path, message }) => `${path.join('.')}: ${message}`)
      .join('; ');
  }
  return isError(error) ? error.message : String(error);
}
