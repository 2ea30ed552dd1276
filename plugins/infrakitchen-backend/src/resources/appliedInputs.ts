import type { Values } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { KeyRing } from '../crypto';
import type { RunConnections } from '../runs/credentials';
import type { ResourceRecord } from './types';

/** What the last apply of a resource was given. */
export interface AppliedInputs {
  /** Commit of the module that they were for. */
  commitSha: string;
  values: Values;
  /** Names of the values that are secret. */
  sensitive: string[];
  tags: Record<string, string>;
  /** What it was connected to, if anything. */
  connections?: RunConnections;
}

/** Inputs of the last apply in clear; nothing where there was none. */
export function unsealApplied(
  keys: KeyRing,
  resource: Pick<ResourceRecord, 'id' | 'appliedInputs'>,
): AppliedInputs | undefined {
  return resource.appliedInputs === undefined
    ? undefined
    : keys.decryptJson<AppliedInputs>(resource.appliedInputs, {
        table: 'resources',
        column: 'applied_inputs',
        id: resource.id,
      });
}
