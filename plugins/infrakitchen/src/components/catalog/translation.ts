import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about the tab and the cards on catalog pages.
 *
 * @public
 */
export const catalogTranslationRef = createTranslationRef({
  id: 'infrakitchen.catalog',
  messages: {
    goneResource: {
      createAnotherOne: 'Create another one',
      theResourceCannotBeFound: 'The resource cannot be found',
      itWasDeletedAndThe:
        'It was deleted, and the catalog will forget it shortly, or you have no role that lets you see it. Its owner or a platform engineer can give you one.',
    },
    health: {
      countedResources_one: 'Resource',
      countedResources_other: 'Resources',
      nothingAmiss: 'nothing amiss',
      staleInputs: 'Stale inputs',
      drifted: 'Drifted',
      outcomeUnknown: 'Outcome unknown',
      failed: 'Failed',
      rejected: 'Rejected',
      waitForApproval: 'Wait for approval',
      underWay: 'Under way',
      queued: 'Queued',
      notProvisioned: 'Not provisioned',
      health: 'Health',
    },
    nothingRelated: {
      nameTheResources:
        'Name the resources that it uses in the annotation {{annotation}}, such as {{example}}.',
      createAResource: 'Create a resource',
      noInfrastructure: 'No infrastructure',
      hereIsWhatIsIn:
        'Here is what is in the project of the same name, and what the components of the system use.',
      hereIsWhatTheyOwn:
        'Here is what they own themselves, and what is in their projects without another owner.',
    },
    relatedCard: {
      showAll: 'Show all',
      infrastructure: 'Infrastructure',
      theInfrastructureCannotBeLoaded: 'The infrastructure cannot be loaded',
      theResourcesCannotBeLoaded: 'The resources cannot be loaded',
      resourcesThatChangedLast: 'Resources that changed last',
    },
    relatedContent: {
      resources: 'Resources',
      createResource: 'Create resource',
      theInfrastructureCannotBeLoaded: 'The infrastructure cannot be loaded',
      infrastructure: 'Infrastructure',
    },
    resourceCard: {
      valuesOutputsAndActions: 'Values, outputs and actions',
      openInInfraKitchen: 'Open in InfraKitchen',
      infrastructure: 'Infrastructure',
      theResourceCannotBeLoaded: 'The resource cannot be loaded',
    },
    resourceContent: {
      openInInfraKitchen: 'Open in InfraKitchen',
      allRuns: 'All runs',
      noRunsYetADry:
        'No runs yet. A dry run shows what would be built without building it.',
      theResourceCannotBeLoaded: 'The resource cannot be loaded',
      stateAndActions: 'State and actions',
      latestRuns: 'Latest runs',
      theRunsCannotBeLoaded: 'The runs cannot be loaded',
    },
    resourceFacts: {
      changePending: 'change pending',
      staleInputs: 'stale inputs',
      drifted: 'drifted',
      status: 'Status',
      template: 'Template',
      version: 'Version',
      project: 'Project',
      run: 'Run',
      yourRole: 'Your role',
      changed: 'Changed',
    },
    unresolved: {
      andMore: '{{shown}} and {{rest}} more',
      notInTheCatalogListed: 'Not in the catalog: {{listed}}',
      itWasDeletedOrRenamed:
        'It was deleted or renamed, or its template keeps it out of the catalog. Correct what the entity depends on.',
      theAnnotationAnnotationResourcesNames:
        'The annotation {{annotationResources}} names nothing with {{listed}}',
      writeATemplatesKeyAnd:
        "Write a template's key and a resource's name, such as network/core, with commas between them.",
      itDependsOnMoreThan: 'It depends on more than is looked at here',
      theNumbersAndTheList:
        'The numbers and the list are about the first of them.',
    },
    waitingPlans: {
      allApprovals: 'All approvals',
      waitsForApproval: 'Waits for approval',
      theApprovalsCannotBeLoaded: 'The approvals cannot be loaded',
      plansThatWait: 'Plans that wait',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof catalogTranslationRef.T>
>['t'];
