import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about the overview.
 *
 * @public
 */
export const overviewTranslationRef = createTranslationRef({
  id: 'infrakitchen.overview',
  messages: {
    counts: {
      plansWaitForMe: 'Plans wait for me',
      templatesInUse: 'Templates in use',
      activeRuns: 'Active runs',
      failedInTheLastDay: 'Failed in the last day',
      resourcesWithStaleInputs: 'Resources with stale inputs',
      resourcesThatDrifted: 'Resources that drifted',
      resourcesOfDeprecatedVersions: 'Resources of deprecated versions',
      resources: 'Resources:',
      counts: 'Counts',
    },
    engineNotice: {
      installAnEngine:
        "Install Terraform or OpenTofu on the backend's machine, or set {{setting}}.",
      engine: 'Engine:',
      openTofu: 'OpenTofu',
      terraform: 'Terraform',
      noEngineIsAvailableSo: 'No engine is available, so nothing can run',
    },
    firstSteps: {
      aPlatformEngineerDoesThis: 'A platform engineer does this.',
      showFirstSteps: 'Show first steps',
      putAway: 'Put away',
      doneOfAll: '{{done}} of {{all}} done',
      connectACloud: 'Connect a cloud',
      anIntegrationGivesRunsTheir:
        'An integration gives runs their credentials. It is not needed where the engine has credentials of its own.',
      addAnIntegration: 'Add an integration',
      importAModule: 'Import a module',
      aTerraformOrOpenTofu:
        'A Terraform or OpenTofu module from git becomes a template. Its variables are shown before anything is saved.',
      importModule: 'Import module',
      arrangeTheTemplates: 'Arrange the templates',
      putTemplatesBelowOthersAbstract:
        'Put templates below others: abstract ones, such as an account or a region, give structure and hand values down.',
      createTemplate: 'Create template',
      createAResource: 'Create a resource',
      chooseATemplateWhatIt:
        'Choose a template, what it is below, and its values. Nothing is built yet.',
      createResource: 'Create resource',
      provisionIt: 'Provision it',
      aDryRunShowsThe:
        'A dry run shows the plan. Provisioning applies it, once those have approved who have to.',
      showWhatIsNotProvisioned: 'Show what is not provisioned',
      firstSteps: 'First steps',
      done: ', done',
      toDo: ', to do',
    },
    overviewPage: {
      createResource: 'Create resource',
      allCascades: 'All cascades',
      auditTrail: 'Audit trail',
      allRuns: 'All runs',
      showResources: 'Show resources',
      infrastructure: 'Infrastructure',
      whatIsBuiltWhatIs:
        'What is built, what is under way, and what waits for somebody.',
      theOverviewCannotBeLoaded: 'The overview cannot be loaded',
      cascadesThatWaitOrFailed: 'Cascades that wait or failed',
      cascadesThatWaitForApproval: 'Cascades that wait for approval or failed',
      recentActivity: 'Recent activity',
      myLatestRuns: 'My latest runs',
      runsThatNeedAttention: 'Runs that need attention',
      noRunNeedsAttention: 'No run needs attention',
      itIsKnownHowEvery:
        'It is known how every run ended, and no failure is left alone.',
      recentRuns: 'Recent runs',
      noRunsYet: 'No runs yet',
      aRunStartsWhenSomebody:
        'A run starts when somebody dry-runs or provisions a resource.',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof overviewTranslationRef.T>
>['t'];
