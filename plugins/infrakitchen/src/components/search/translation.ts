import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about the search.
 *
 * @public
 */
export const searchTranslationRef = createTranslationRef({
  id: 'infrakitchen.search',
  messages: {
    kind: {
      workspace: 'Workspace',
      resource: 'Resource',
      template: 'Template',
    },
    infrakitchenSearchResultListItem: {
      projectProject: 'project {{project}}',
    },
    searchTexts: {
      disabled: 'Disabled',
      notProvisioned: 'Not provisioned',
      provisioned: 'Provisioned',
      toBeDestroyed: 'To be destroyed',
      error: 'Error',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof searchTranslationRef.T>
>['t'];
