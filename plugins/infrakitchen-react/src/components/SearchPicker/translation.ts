import { createTranslationRef } from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link SearchPicker}.
 *
 * @public
 */
export const searchPickerTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.search-picker',
  messages: {
    searchPicker: {
      failed: 'The search failed: {{message}}',
    },
  },
});
