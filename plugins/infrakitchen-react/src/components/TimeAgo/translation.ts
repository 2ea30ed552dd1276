import { createTranslationRef } from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link TimeAgo}.
 *
 * @public
 */
export const timeAgoTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.time-ago',
  messages: {
    timeAgo: {
      never: 'never',
      justNow: 'just now',
    },
  },
});
