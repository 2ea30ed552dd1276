import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { asWritten } from '../../util/asWritten';

const messages = {
  value: {
    notSet: 'not set',
    sensitive: 'sensitive, set',
  },
  provenance: {
    moduleDefault: 'default of the module',
    templateDefault: 'default of the template',
    project: 'from project {{project}}',
    projectConfig: 'from project {{project}} (config {{name}})',
    inherited: 'inherited',
    inheritedConfig: 'inherited (config {{name}})',
    inheritedOutput: 'inherited (output {{name}})',
    resource: 'from {{resource}}',
    resourceConfig: 'from {{resource}} (config {{name}})',
    resourceOutput: 'from {{resource}} (output {{name}})',
    pendingChange: 'pending change',
    own: 'set on this resource',
  },
} as const;

/**
 * Texts of {@link ValueWithProvenance} and {@link provenanceText}.
 *
 * @public
 */
export const valueWithProvenanceTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.value-with-provenance',
  messages,
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<
  typeof valueWithProvenanceTranslationRef.T
>;

/** For callers without a translation. */
export const english = asWritten(messages) as Translate;
