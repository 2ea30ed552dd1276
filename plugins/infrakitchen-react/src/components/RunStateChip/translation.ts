import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { asWritten } from '../../util/asWritten';

const messages = {
  runStateChip: {
    stateTitle: 'state {{state}}',
    cancelling: '{{label}} (cancelling)',
  },
  state: {
    queued: 'Queued',
    preparing: 'Preparing',
    planning: 'Planning',
    planned: 'Planned',
    awaiting_approval: 'Waiting for approval',
    apply_queued: 'Queued to apply',
    applying: 'Applying',
    verifying: 'Verifying',
    succeeded: 'Succeeded',
    no_changes: 'No changes',
    failed: 'Failed',
    rejected: 'Rejected',
    cancelled: 'Cancelled',
    discarded: 'Discarded',
    unknown: 'Outcome unknown',
    reconciling: 'Reconciling',
    needs_attention: 'Needs attention',
  },
  kind: {
    dry_run: 'Dry run',
    provision: 'Provision',
    update: 'Update',
    destroy: 'Destroy',
  },
} as const;

/**
 * Texts of {@link RunStateChip} and {@link runKindLabel}.
 *
 * @public
 */
export const runStateChipTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.run-state-chip',
  messages,
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<
  typeof runStateChipTranslationRef.T
>;

/** For callers without a translation. */
export const english = asWritten(messages) as Translate;
