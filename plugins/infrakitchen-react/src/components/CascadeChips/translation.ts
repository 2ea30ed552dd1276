import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { asWritten } from '../../util/asWritten';

const messages = {
  item: {
    stateTitle: 'state {{state}}',
    pending: 'No plan yet',
    previewing: 'Planning',
    previewed: 'Not begun',
    running: 'Running',
    awaiting_approval: 'Waiting for approval',
    succeeded: 'Done',
    no_changes: 'No changes',
    skipped: 'Passed by',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
  cascade: {
    stateTitle: 'state {{state}}',
    cancelling: '{{label}} (cancelling)',
    previewing: 'Making the plans',
    previewed: 'Waiting for confirmation',
    awaiting_approval: 'Waiting for approval',
    running: 'Running',
    succeeded: 'Succeeded',
    failed: 'Failed',
    rejected: 'Rejected',
    cancelled: 'Cancelled',
  },
  kind: {
    update: 'Update',
    destroy: 'Destroy',
    recreate: 'Recreate',
  },
} as const;

/**
 * Texts of {@link CascadeStateChip}, {@link CascadeItemChip} and {@link
 * cascadeKindLabel}.
 *
 * @public
 */
export const cascadeChipsTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.cascade-chips',
  messages,
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<
  typeof cascadeChipsTranslationRef.T
>;

/** For callers without a translation. */
export const english = asWritten(messages) as Translate;
