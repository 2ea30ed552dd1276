import { createTranslationRef } from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link ValuesTable}.
 *
 * @public
 */
export const valuesTableTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.values-table',
  messages: {
    valuesTable: {
      label: 'Values',
      variable: 'Variable',
      value: 'Value',
      type: 'Type',
      empty: 'The module has no variables',
      insteadOf: 'instead of {{values}}',
      overridden: '{{value}} ({{provenance}})',
      overriddenSensitive: 'a value ({{provenance}})',
    },
    mark: {
      required: 'required',
      sensitive: 'sensitive',
      frozen: 'frozen',
      unique: 'unique',
      restricted: 'restricted',
      reference: 'reference',
    },
  },
});
