import type { TranslationFunction } from '@backstage/frontend-plugin-api';
import {
  isTerminal,
  type RunKind,
  type RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  english,
  type runStateChipTranslationRef,
} from '../components/RunStateChip/translation';

/**
 * Whether nothing more happens to a run by itself. A run that needs attention
 * is over for the worker, though a human has yet to settle it.
 *
 * @public
 */
export function isRunOver(state: RunState): boolean {
  return isTerminal(state) || state === 'needs_attention';
}

/**
 * Name of a kind of run for people.
 *
 * @param t - of `runStateChipTranslationRef`; English without it.
 * @public
 */
export function runKindLabel(
  kind: RunKind,
  t: TranslationFunction<typeof runStateChipTranslationRef.T> = english,
): string {
  return t(`kind.${kind}`);
}
