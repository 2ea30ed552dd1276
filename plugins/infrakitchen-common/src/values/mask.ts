import type { EffectiveValues } from '../api';
import type { ResolvedValues } from './types';

/**
 * Effective values as the API shows them: nothing sensitive in them.
 *
 * @public
 */
export function maskEffective(_resolved: ResolvedValues): EffectiveValues {
  throw new Error('Not implemented');
}
