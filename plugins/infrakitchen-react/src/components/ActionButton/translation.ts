import { createTranslationRef } from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link ActionButton}.
 *
 * @public
 */
export const actionButtonTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.action-button',
  messages: {
    actionButton: {
      notPossible: 'Not possible: {{reasons}}',
    },
  },
});
