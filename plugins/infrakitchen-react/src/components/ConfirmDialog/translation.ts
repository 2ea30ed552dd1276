import { createTranslationRef } from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link ConfirmDialog}.
 *
 * @public
 */
export const confirmDialogTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.confirm-dialog',
  messages: {
    confirmDialog: {
      reason: 'Reason',
      required: 'Required',
      optional: 'Optional',
      typeToConfirm: 'Type {{text}} to confirm',
      failed: 'That did not work',
      cancel: 'Keep as it is',
    },
  },
});
