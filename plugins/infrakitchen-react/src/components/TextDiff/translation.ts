import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link TextDiff} and {@link PatchView}.
 *
 * @public
 */
export const textDiffTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.text-diff',
  messages: {
    textDiff: {
      tooLong: 'The texts are too long to be compared here.',
    },
    row: {
      added: 'added',
      removed: 'removed',
      line: 'Line {{line}}',
      folded_one: '{{count}} line alike',
      folded_other: '{{count}} lines alike',
    },
    patch: {
      unreadable: 'The differences of this file cannot be shown here.',
      noLines: 'There are no lines to compare.',
      truncated: 'There is more than is shown here.',
      unnamedFile: 'A file',
      counts: '+{{added}} −{{removed}}',
      countsOfAdded: 'added, +{{added}} −{{removed}}',
      countsOfRemoved: 'removed, +{{added}} −{{removed}}',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<typeof textDiffTranslationRef.T>;
