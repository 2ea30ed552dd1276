import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';

/**
 * Texts of the fields and of the page of a task.
 *
 * @public
 */
export const infrakitchenScaffolderTranslationRef = createTranslationRef({
  id: 'infrakitchen-scaffolder',
  messages: {
    connectionsField: {
      connections: 'Connections',
      storageOfTheState: 'Storage of the state',
      theManagedStorageWhereNothing:
        'The managed storage where nothing is chosen. Those that you may use are offered.',
      searchStorages: 'Search storages',
      noTemplateIsChosenYet: 'No template is chosen yet',
      whatItsResourcesCanBe:
        'What its resources can be connected by appears here once you choose one.',
    },
    nameField: {
      name: 'Name',
      useNext: 'Use {{next}}',
    },
    parentPicker: {
      parent: 'Parent',
      searchByName: 'Search {{what}} by name',
    },
    projectPicker: {
      project: 'Project',
      searchProjects: 'Search projects',
    },
    taskTitle: {
      provision: 'Provision {{resource}}',
      update: 'Update {{resource}}',
      destroy: 'Destroy {{resource}}',
      dry_run: 'Dry run of {{resource}}',
    },
    taskRun: {
      run: 'Run',
      openTheRun: 'Open the run',
      seeWhoCanApproveIt: 'See who can approve it',
      sensitiveToBeRevealedOn:
        "Sensitive; to be revealed on the resource's page",
      theRunCannotBeLoaded: 'The run cannot be loaded',
      loading: 'Loading',
      thePlanWaitsForAn: 'The plan waits for an approval',
      theRunFailed: 'The run failed',
      plan: 'Plan',
      thePlanCannotBeLoaded: 'The plan cannot be loaded',
      theOutputsCannotBeLoaded: 'The outputs cannot be loaded',
      outputs: 'Outputs',
    },
    templatePicker: {
      template: 'Template',
      searchTemplates: 'Search templates',
      keyYouMayReadIt:
        '{{key}}. You may read it; to create needs write here, in the project or at the parents.',
    },
    variablesField: {
      chooseTheParentsFirstWhat:
        'Choose the parents first: what they hand down is missing here.',
      sensitiveValuesAreHandedOver:
        'Sensitive values are handed over as secrets of the task: they are not among its parameters and not shown again.',
      variables: 'Variables',
      theVariablesCannotBeLoaded: 'The variables cannot be loaded',
      loading: 'Loading',
      noTemplateIsChosenYet: 'No template is chosen yet',
      itsVariablesAppearHereOnce:
        'Its variables appear here once you choose one.',
    },
    versionPicker: {
      version: 'Version',
      theSearchFailedMessage: 'The search failed: {{message}}',
      theNewestActiveVersion: 'The newest active version',
      chooseTheTemplateFirst: 'Choose the template first',
      searchVersions: 'Search versions',
      theVersionsCannotBeLoaded: 'The versions cannot be loaded',
      breakingChanges: 'Breaking changes: {{changes}}',
    },
    workspacePicker: {
      workspace: 'Workspace',
      searchWorkspaces: 'Search workspaces',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<
  typeof infrakitchenScaffolderTranslationRef.T
>;
