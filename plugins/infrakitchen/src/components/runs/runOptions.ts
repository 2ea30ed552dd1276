import type {
  RunKind,
  RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { type Translate } from './translation';
import type { Labels } from '../shared/useLabels';

const states: RunState[] = [
  'queued',
  'preparing',
  'planning',
  'planned',
  'awaiting_approval',
  'apply_queued',
  'applying',
  'verifying',
  'succeeded',
  'no_changes',
  'failed',
  'rejected',
  'cancelled',
  'discarded',
  'unknown',
  'reconciling',
  'needs_attention',
];

const kinds: RunKind[] = ['dry_run', 'provision', 'update', 'destroy'];

/** Options of the filter by state. */
export const stateOptions = (t: Translate, labels: Labels) => [
  { id: 'all', label: t('runOptions.allStates') },
  ...states.map(state => ({ id: state, label: labels.runState(state) })),
];

/** Options of the filter by kind. */
export const kindOptions = (t: Translate, labels: Labels) => [
  { id: 'all', label: t('runOptions.allKinds') },
  ...kinds.map(kind => ({ id: kind, label: labels.runKind(kind) })),
];
