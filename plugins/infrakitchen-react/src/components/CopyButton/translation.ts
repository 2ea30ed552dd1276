import { createTranslationRef } from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link CopyButton}.
 *
 * @public
 */
export const copyButtonTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.copy-button',
  messages: {
    copyButton: {
      copied: 'Copied',
    },
  },
});
