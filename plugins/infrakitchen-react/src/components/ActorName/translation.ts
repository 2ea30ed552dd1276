import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { asWritten } from '../../util/asWritten';

const messages = {
  actor: {
    worker: 'worker',
    sweeper: 'clean-up',
  },
} as const;

/**
 * Texts of {@link ActorName} and {@link actorText}.
 *
 * @public
 */
export const actorNameTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.actor-name',
  messages,
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<typeof actorNameTranslationRef.T>;

/** For callers without a translation. */
export const english = asWritten(messages) as Translate;
