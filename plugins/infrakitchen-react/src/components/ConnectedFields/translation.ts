import { createTranslationRef } from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link ConnectedFields}.
 *
 * @public
 */
export const connectedFieldsTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.connected-fields',
  messages: {
    integrations: {
      title: 'Integrations',
      description:
        'Credentials that runs of the resource get. An alias tells two of one provider apart.',
      add: 'Attach integration',
      row: 'Integration {{number}}',
      remove: 'Detach integration {{number}}',
      label: 'Integration',
      search: 'Search integrations',
      alias: 'Alias',
    },
    secrets: {
      title: 'Secrets',
      description:
        'Their values reach the module as variables of the same names, fetched for each run.',
      add: 'Attach secret',
      row: 'Secret {{number}}',
      remove: 'Detach secret {{number}}',
      label: 'Secret',
      search: 'Search secrets',
    },
  },
});
