import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { asWritten } from '../../util/asWritten';

const messages = {
  tag: {
    title: 'Tags',
    entry: 'Tag {{number}}',
    name: 'Tag name',
    value: 'Tag value',
    add: 'Add tag',
    remove: 'Remove tag {{name}}',
    inherited: 'Inherited tags',
  },
  config: {
    title: 'Configs',
    entry: 'Config {{number}}',
    name: 'Config name',
    value: 'Config value',
    add: 'Add config',
    remove: 'Remove config {{name}}',
    inherited: 'Inherited configs',
  },
  entry: {
    inheritedByChildren: 'Inherited by children',
    inherited: 'inherited',
    fromResource: 'from {{name}}',
    fromProject: 'from the project {{name}}',
    overridden: '{{source}}, overridden here',
  },
  problem: {
    nameMissing: 'Every entry needs a name.',
    nameInvalid:
      '"{{name}}" is no valid name: letters, digits and _ . : / - are possible, beginning with a letter or _.',
    nameTwice: '"{{name}}" is there twice.',
    required: 'Required by the template: {{names}}.',
  },
} as const;

/**
 * Texts of {@link TagsEditor} and {@link validateEntries}.
 *
 * @public
 */
export const tagsEditorTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.tags-editor',
  messages,
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<typeof tagsEditorTranslationRef.T>;

/** For callers without a translation. */
export const english = asWritten(messages) as Translate;
