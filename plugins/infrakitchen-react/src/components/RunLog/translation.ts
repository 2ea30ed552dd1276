import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link RunLog}.
 *
 * @public
 */
export const runLogTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.run-log',
  messages: {
    runLog: {
      label: 'Run log',
      search: 'Search log',
      level: 'Level',
      follow: 'Follow log',
      copy: 'Copy log',
      download: 'Download log',
      lines_one: '{{connection}} · {{count}} line',
      lines_other: '{{connection}} · {{count}} lines',
      noneMatches: '{{lines}} · none matches the filter',
      linkToLine: '{{time}}, link to line {{line}}',
    },
    level: {
      debug: 'Debug and above',
      info: 'Info and above',
      warn: 'Warnings and errors',
      error: 'Errors only',
    },
    connection: {
      connecting: 'Connecting …',
      live: 'Live',
      polling: 'Live updates are not available; refreshing every few seconds',
      ended: 'Complete',
    },
    phase: {
      queue: 'Queue',
      prepare: 'Prepare',
      init: 'Init',
      plan: 'Plan',
      apply: 'Apply',
      verify: 'Verify',
      reconcile: 'Reconcile',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<typeof runLogTranslationRef.T>;
