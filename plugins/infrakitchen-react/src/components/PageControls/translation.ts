import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link PageControls}.
 *
 * @public
 */
export const pageControlsTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.page-controls',
  messages: {
    pageControls: {
      page: 'Page {{page}}',
      pageOfTotal: 'Page {{page}} · {{total}} in all',
      pageOfMore: 'Page {{page}} · more than {{total}} in all',
      previous: 'Previous page',
      next: 'Next page',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<
  typeof pageControlsTranslationRef.T
>;
