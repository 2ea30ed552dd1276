import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { asWritten } from '../../util/asWritten';

const messages = {
  apiErrorPanel: {
    concernedObjects: 'Concerned objects',
    whatToDo: 'What to do:',
    code: 'Code:',
    tryAgain: 'Try again',
  },
  diagnosticCode: {
    context: 'in {{block}}',
    code: 'Code',
    values: 'Values in it',
  },
  diagnosticList: {
    diagnostics: 'Diagnostics',
    showAll: 'Show all {{number}}',
    error: 'Error',
    warning: 'Warning',
    position: 'at {{position}}',
    positionInGenerated: 'at {{position}}, which was generated for the run',
    object: 'in {{address}}',
    inTheLog: 'In the log',
    whatToTry: 'What to try:',
  },
  errorDetails: {
    unreachable: 'The backend cannot be reached',
    checkConnection: 'Check the connection, then try again.',
  },
  hint: {
    unauthenticated: 'Your session is over. Reload the page to sign in again.',
    forbidden: 'Ask the owner or a platform engineer for access.',
    notFound: 'It may have been deleted, or you may not be allowed to see it.',
    conflict: 'Reload to see the present state, then try again.',
    staleWrite:
      'Somebody else changed it meanwhile. Reload and make your change again.',
    tooManyRequests: 'Too many requests. Wait a moment and try again.',
    unavailable:
      'The backend cannot be reached just now. Try again in a moment.',
  },
} as const;

/**
 * Texts of {@link ApiErrorPanel} and {@link DiagnosticList}.
 *
 * @public
 */
export const apiErrorPanelTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.api-error-panel',
  messages,
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<
  typeof apiErrorPanelTranslationRef.T
>;

/** For callers without a translation. */
export const english = asWritten(messages) as Translate;
