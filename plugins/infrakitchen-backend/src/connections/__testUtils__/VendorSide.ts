import type { BackendFeature } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type { StandIn } from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { hashOf } from './EngineRecorder';
import type { Given } from './life';

/**
 * The other side of integrations of one provider, run on this machine. It knows
 * whoever a configuration was asked for.
 */
export interface VendorSide {
  provider: string;
  /** Absent where there is nobody to ask. */
  standIn?: StandIn;
  /** What brings the provider; nothing where it is built in. */
  features: BackendFeature[];
  /** Merged into `infrakitchen.integrations`. */
  settings?: JsonObject;
  /** Hosts that an operator has to allow. */
  hosts: string[];
  /** Certificates that it shows. */
  certificates?: string[];
  /** With credentials of somebody. */
  config(who: string): JsonObject;
  /**
   * With credentials that are refused, and what a test says of them; absent
   * where there is nobody to ask.
   */
  wrong?: { config(): JsonObject; told: RegExp };
  /** What a phase of a run has of somebody. */
  given(who: string, run: { id: string }, phase: 'plan' | 'apply'): Given;
  /** What it has of everybody. */
  always: Given;
  /** Everything of somebody that nobody may see; also of `wrong`. */
  secretsOf(who: string): string[];
  stop(): Promise<void>;
}

/** Characters that no two of these have in common. */
export function wordOf(...what: string[]): string {
  return hashOf(what.join('/')).slice(0, 40);
}

/** An id for somebody, as Azure has them. */
export function uuidOf(...what: string[]): string {
  const hex = hashOf(what.join('/'));
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
