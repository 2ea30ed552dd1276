import { z } from 'zod';
import { KINDS, ObjectKind } from '../kinds';
import { FaultError } from './errors';

/**
 * What a client does with objects.
 *
 * @public
 */
export type Operation = 'create' | 'read' | 'update' | 'delete' | 'list';

/**
 * A way in which the demo cloud misbehaves on request. Without `kind` or
 * `operation` it holds for all of them; without `times` until it is replaced.
 *
 * @public
 */
export type Fault = {
  kind?: ObjectKind;
  operation?: Operation;
  times?: number;
} & FaultEffect;

/**
 * What happens when a fault strikes.
 *
 * - slow: the operation waits before it does anything
 * - fail: the operation is refused with this status
 * - throttle: the operation is refused with 429 and a Retry-After header
 * - forget: the object vanishes; only a creation still answers as if it had not
 *
 * @public
 */
export type FaultEffect =
  | { type: 'slow'; delayMs: number }
  | { type: 'fail'; status?: number; message?: string }
  | { type: 'throttle'; retryAfterSeconds?: number }
  | { type: 'forget' };

const target = {
  kind: z.enum(Object.keys(KINDS) as [ObjectKind, ...ObjectKind[]]).optional(),
  operation: z.enum(['create', 'read', 'update', 'delete', 'list']).optional(),
  times: z.number().int().positive().optional(),
};

const faultSchema = z.discriminatedUnion('type', [
  z.object({
    ...target,
    type: z.literal('slow'),
    delayMs: z.number().int().nonnegative(),
  }),
  z.object({
    ...target,
    type: z.literal('fail'),
    status: z.number().int().min(400).max(599).optional(),
    message: z.string().optional(),
  }),
  z.object({
    ...target,
    type: z.literal('throttle'),
    retryAfterSeconds: z.number().int().nonnegative().optional(),
  }),
  z.object({ ...target, type: z.literal('forget') }),
]);

/** The request body that sets the faults. */
export const faultsSchema = z.object({ faults: z.array(faultSchema) });

/** What the faults in force mean for one operation. */
export interface Misfortune {
  delayMs: number;
  error?: FaultError;
  forget: boolean;
}

/** The faults in force. */
export class FaultBook {
  #faults: Fault[] = [];

  list(): Fault[] {
    return this.#faults.map(fault => ({ ...fault }));
  }

  replace(faults: Fault[]): void {
    this.#faults = faults.map(fault => ({ ...fault }));
  }

  /** Uses up one of the `times` of every fault that strikes. */
  strike(kind: ObjectKind, operation: Operation): Misfortune {
    const struck = this.#faults.filter(
      fault =>
        (fault.kind ?? kind) === kind &&
        (fault.operation ?? operation) === operation,
    );
    struck.forEach(fault => {
      fault.times = fault.times && fault.times - 1;
    });
    this.#faults = this.#faults.filter(fault => fault.times !== 0);
    return {
      delayMs: struck.reduce(
        (sum, fault) => sum + (fault.type === 'slow' ? fault.delayMs : 0),
        0,
      ),
      error: struck.map(errorOf).find(error => error !== undefined),
      forget: struck.some(fault => fault.type === 'forget'),
    };
  }
}

function errorOf(fault: Fault): FaultError | undefined {
  if (fault.type === 'throttle') {
    return new FaultError(
      'Too many requests',
      429,
      fault.retryAfterSeconds ?? 1,
    );
  }
  if (fault.type === 'fail') {
    return new FaultError(
      fault.message ?? 'The demo cloud was told to fail',
      fault.status ?? 500,
    );
  }
  return undefined;
}
