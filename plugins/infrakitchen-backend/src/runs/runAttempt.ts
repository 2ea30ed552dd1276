import type { Actor } from '../history';
import type { RunRecord } from './types';

/** What somebody does to a run, as the trail has it: under its resource. */
export function runAttempt(actor: Actor, action: string, run: RunRecord) {
  return {
    actor,
    action,
    entity: {
      kind: 'resource' as const,
      id: run.resourceId,
      name: run.resourceName,
    },
  };
}
