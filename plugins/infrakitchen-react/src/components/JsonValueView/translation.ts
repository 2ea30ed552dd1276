import { createTranslationRef } from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link JsonValueView}.
 *
 * @public
 */
export const jsonValueViewTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.json-value-view',
  messages: {
    jsonValueView: {
      notSet: 'not set',
      emptyText: 'empty text',
    },
  },
});
