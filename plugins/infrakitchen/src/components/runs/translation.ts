import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about runs and their plans.
 *
 * @public
 */
export const runsTranslationRef = createTranslationRef({
  id: 'infrakitchen.runs',
  messages: {
    comparePlans: {
      equalRun: '{{kind}}, {{at}}, equal',
      whatThisPlanDoesOtherwise: 'What this plan does otherwise',
      compareWithAnEarlierPlan: 'Compare with an earlier plan',
      none: 'None',
      thePlansCannotBeCompared: 'The plans cannot be compared',
      comparisonWithAnEarlierPlan: 'Comparison with an earlier plan',
    },
    resolveRunDialog: {
      nobodySawHowThisRun:
        'Nobody saw how this run ended. Look into the cloud and the log, then say what it did.',
      itFailedObjectsMayBe: 'It failed; objects may be missing',
      itDidAllThatWas: 'It did all that was planned',
      resolveTheRun: 'Resolve the run',
      resolve: 'Resolve',
      whatDidTheRunDo: 'What did the run do?',
    },
    runActions: {
      retry: 'Retry',
      resolve: 'Resolve',
      cancelling: 'Cancelling',
      cancelRun: 'Cancel run',
      theRunWasNotStarted: 'The run was not started again',
      cancelTheRun: 'Cancel the run',
      theEngineFinishesWhatIt:
        'The engine finishes what it has begun and then stops. Objects that it made so far stay.',
      nothingWasChangedInThe: 'Nothing was changed in the cloud so far.',
    },
    runImpact: {
      whatTheOutputsChange: 'What the outputs change',
    },
    runOptions: {
      allStates: 'All states',
      allKinds: 'All kinds',
    },
    runPage: {
      aCascade: 'A cascade',
      kindOfResource: '{{kind}} of {{resource}}',
      run: 'Run',
      state: 'State',
      resource: 'Resource',
      partOf: 'Part of',
      template: 'Template',
      theRunCannotBeLoaded: 'The run cannot be loaded',
    },
    runPlan: {
      plan: 'Plan',
      thePlanCannotBeLoaded: 'The plan cannot be loaded',
    },
    runTransitions: {
      atBy: '{{at}} by {{actor}}',
      nothingHappenedYet: 'Nothing happened yet',
      stepsOfTheRun: 'Steps of the run',
    },
    runView: {
      retryOf: 'Retry of',
      anEarlierRun: 'an earlier run',
      refAtCommit: '{{ref}} (commit {{commit}})',
      theRunFailedInPhase: 'The run failed in phase {{phase}}',
      theRunFailed: 'The run failed',
      errorSummary: 'Error: {{summary}}',
      progress: 'Progress',
      requestedBy: 'Requested by',
      reason: 'Reason',
      requested: 'Requested',
      took: 'Took',
      runningFor: 'Running for',
      module: 'Module',
      engine: 'Engine',
      log: 'Log',
      inputs: 'Inputs',
      inputsOfTheRun: 'Inputs of the run',
      steps: 'Steps',
    },
    runsPage: {
      showCascades: 'Show cascades',
      clearTheFilter: 'Clear the filter',
      showResources: 'Show resources',
      runs: 'Runs',
      state: 'State',
      kind: 'Kind',
      theRunsCannotBeLoaded: 'The runs cannot be loaded',
      noRunMatchesTheFilter: 'No run matches the filter',
      noRunsYet: 'No runs yet',
      aRunStartsWhenSomebody:
        'A run starts when somebody dry-runs, provisions, updates or destroys a resource.',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof runsTranslationRef.T>
>['t'];
