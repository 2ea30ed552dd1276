import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about the list and the graph of resources.
 *
 * @public
 */
export const resourcesTranslationRef = createTranslationRef({
  id: 'infrakitchen.resources',
  messages: {
    resourceFilters: {
      staleInputsOnly: 'Stale inputs only',
      driftedOnly: 'Drifted only',
      deprecatedVersionsOnly: 'Deprecated versions only',
      allStates: 'All states',
      allStatuses: 'All statuses',
      searchResources: 'Search resources',
      state: 'State',
      status: 'Status',
      project: 'Project',
      workspace: 'Workspace',
      template: 'Template',
      allTemplates: 'All templates',
    },
    resourcesPage: {
      createResource: 'Create resource',
      resources: 'Resources',
    },
    resourcesTable: {
      changePending: 'change pending',
      staleInputs: 'stale inputs',
      drifted: 'drifted',
      clearTheFilter: 'Clear the filter',
      createTheFirstResource: 'Create the first resource',
      name: 'Name',
      template: 'Template',
      status: 'Status',
      version: 'Version',
      parents: 'Parents',
      owner: 'Owner',
      changed: 'Changed',
      theResourcesCannotBeLoaded: 'The resources cannot be loaded',
      resources: 'Resources',
      noResourceMatchesTheFilter: 'No resource matches the filter',
      noResourcesYet: 'No resources yet',
      aResourceIsOneInstance:
        'A resource is one instance of a template, with values of its own.',
      project: 'Project',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof resourcesTranslationRef.T>
>['t'];
