import { CustomErrorBase } from '@backstage/errors';
import { Issue } from '../kinds';

/** Some values of an object are wrong. */
export class InvalidObjectError extends CustomErrorBase {
  name = 'InvalidObjectError' as const;

  constructor(what: string, readonly issues: Issue[]) {
    super(
      `Invalid ${what}: ${issues
        .map(({ path, message }) => `${path.join('.')} ${message}`)
        .join('; ')}`,
    );
  }
}

/** The requester changed their mind before anything was done. */
export class CancelledError extends CustomErrorBase {
  name = 'CancelledError' as const;
}

/** An answer that a fault asked for. */
export class FaultError extends CustomErrorBase {
  name = 'FaultError' as const;

  constructor(
    message: string,
    readonly status: number,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}
