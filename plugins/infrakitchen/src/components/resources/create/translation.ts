import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about the wizard that creates a resource.
 *
 * @public
 */
export const resourcesCreateTranslationRef = createTranslationRef({
  id: 'infrakitchen.resources.create',
  messages: {
    parentsStep: {
      parent: 'Parent',
    },
    connectionsStep: {
      storageOfTheState: 'Storage of the state',
      theManagedStorageWhereNothing:
        'The managed storage where nothing is chosen. Those that you may use are offered.',
      workspace: 'Workspace',
      repositoryThatItsCodeIs:
        'Repository that its code is written to, by pull requests; that of the project where nothing is chosen. Those that you may use are offered.',
    },
    createWizard: {
      create: 'Create',
      createAndProvision: 'Create and provision',
      nameWasCreated: '{{name}} was created',
      template: 'Template',
      chooseATemplate: 'Choose a template.',
      parents: 'Parents',
      chooseOneParentForEach: 'Choose one parent for each parent template.',
      version: 'Version',
      chooseAVersion: 'Choose a version.',
      connections: 'Connections',
      values: 'Values',
      details: 'Details',
      theVariablesAreNotLoaded: 'The variables are not loaded yet.',
      checkTheVariable: 'Check the variable {{name}}: {{problem}}',
      tagsAndConfigs: 'Tags and configs',
      review: 'Review',
      steps: 'Steps',
    },
    entriesStep: {
      flowOntoTheObjectsIn:
        'Flow onto the objects in the cloud, and to children.',
      flowIntoVariablesOfThe:
        'Flow into variables of the same name, here and in children.',
    },
    newResourcePage: {
      importModule: 'Import module',
      createAResource: 'Create a resource',
      theTemplatesCannotBeLoaded: 'The templates cannot be loaded',
      thereIsNoTemplateTo: 'There is no template to create from',
      aPlatformEngineerImportsA:
        'A platform engineer imports a module as template first.',
    },
    parentPicker: {
      chooseATemplateName: 'Choose a {{templateName}}',
      searchByName: 'Search by name',
      notPossibleItIsState: 'Not possible: it is {{state}}, not provisioned',
      thereIsNoTemplateName: 'There is no {{templateName}} yet.',
      createATemplateNameFirst: 'Create a {{templateName}} first',
      thePossibleParentsCannotBe: 'The possible parents cannot be loaded',
    },
    resourceDraft: {
      theResourceNeedsAName: 'The resource needs a name.',
      aNameBeginsAndEnds:
        'A name begins and ends with a letter or digit and has letters, digits, spaces and _ . - between.',
    },
    reviewStep: {
      goBackToTheStep:
        'Go back to the step Values: what was refused stands at {{join}}.',
      template: 'Template',
      version: 'Version',
      name: 'Name',
      owner: 'Owner',
      project: 'Project',
      integrations: 'Integrations',
      secrets: 'Secrets',
      storage: 'Storage',
      workspace: 'Workspace',
      tags: 'Tags',
      configs: 'Configs',
      valuesToCreate: 'Values to create',
      problemsOfTheValues: 'Problems of the values',
      theResourceWasNotCreated: 'The resource was not created',
    },
    templateStep: {
      nameIsAbstract: '{{name}} (abstract)',
      noTemplateMatches: 'No template matches.',
      searchTemplates: 'Search templates',
      template: 'Template',
    },
    valuesStep: {
      deletionProtectionRefuseToDestroy:
        'Deletion protection: refuse to destroy it until this is switched off',
      variables: 'Variables',
      resourceName: 'Resource name',
      theTemplateAsksForNames:
        'The template asks for names like {{pattern}}; it is filled in from what you enter.',
      useName: 'Use {{name}}',
      resourceDescription: 'Resource description',
      owner: 'Owner',
      userOrGroupOfThe:
        'User or group of the catalog, such as group:default/payments.',
      project: 'Project',
      whereNoneIsChosenThat: 'Where none is chosen, that of the parents.',
      theVariablesCannotBeLoaded: 'The variables cannot be loaded',
    },
    versionStep: {
      theVersionsCannotBeLoaded: 'The versions cannot be loaded',
      theTemplateHasNoVersion: 'The template has no version yet',
      aPlatformEngineerAddsOne:
        "A platform engineer adds one on the template's page.",
      breakingChangesOfThisVersion: 'Breaking changes of this version',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof resourcesCreateTranslationRef.T>
>['t'];
