import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about cascades.
 *
 * @public
 */
export const cascadesTranslationRef = createTranslationRef({
  id: 'infrakitchen.cascades',
  messages: {
    cascadeButtons: {
      actionOfName: '{{action}}: {{name}}',
      'cascade-destroy': 'Destroy with all below',
      'cascade-recreate': 'Recreate with all below',
      'cascade-update': 'Update with all below',
    },
    cascadeActions: {
      confirm: 'Confirm',
      thePlansThatYouHave:
        'The plans that you have seen are applied, level by level. Where rules ask for it, others approve all of them first, once.',
      approve: 'Approve',
      exactlyThesePlansAreApplied:
        'Exactly these plans are applied. A plan that turns out to be another one waits for its own approval.',
      reject: 'Reject',
      theCascadeEndsNothingIs:
        'The cascade ends, nothing is applied, and whoever asked is told why.',
      resume: 'Resume',
      whatSucceededStaysAsIt:
        'What succeeded stays as it is; the rest is tried again with new runs.',
      cancel: 'Cancel',
      nothingMoreIsBegunWhat:
        'Nothing more is begun. What is being applied comes to its end first.',
      actions: 'Actions',
      comment: 'Comment',
    },
    cascadeGraphView: {
      theGraphCannotBeLoaded: 'The graph cannot be loaded',
    },
    cascadeItemPlan: {
      onlyRecorded: 'Only recorded',
      plannedLater: 'planned later',
      anotherPlanByNow: 'another plan by now',
      showPlan: 'Show plan',
      showPlanOfName: 'Show plan of {{name}}',
      planOfName: 'Plan of {{name}}',
    },
    cascadeItems: {
      dryRunOfName: 'Dry run of {{name}}',
      runOfName: 'Run of {{name}}',
      all: 'All',
      shown: 'Shown',
      theResourcesCannotBeLoaded: 'The resources cannot be loaded',
      resourcesOfTheCascade: 'Resources of the cascade',
      noResourceIsInThis: 'No resource is in this state',
      resource: 'Resource',
      level: 'Level',
      state: 'State',
      plan: 'Plan',
      run: 'Run',
      dryRun: 'Dry run',
    },
    cascadePage: {
      runsWaitForAnApproval_one: '1 run waits for an approval of its own',
      runsWaitForAnApproval_other:
        '{{count}} runs wait for an approval of their own',
      runsAndStops_one: '1 run, stops at a failure',
      runsAndStops_other: '{{count}} runs, stops at a failure',
      runsAtOnce_one: '1 run',
      runsAtOnce_other: '{{count}} runs',
      laterPlans:
        '{{number}} more can only be planned once those before them are built. Each of these plans is approved by itself where rules ask for that.',
      unlessSomebodyDecidesItIs:
        'Unless somebody decides, it is cancelled by itself',
      cascade: 'Cascade',
      state: 'State',
      root: 'Root',
      requestedBy: 'Requested by',
      atOnce: 'At once',
      theCascadeCannotBeLoaded: 'The cascade cannot be loaded',
      allPlansTogether: 'All plans together',
      approval: 'Approval',
      whatHasToBeApproved: 'What has to be approved',
      progress: 'Progress',
      graph: 'Graph',
      resources: 'Resources',
      theCascadeStopped: 'The cascade stopped',
      thePlansWereRejected: 'The plans were rejected',
      theCascadeWasCancelled: 'The cascade was cancelled',
      whatHappened: 'What happened',
      whatTheyPlanWasNot:
        'What they plan was not approved with the rest. Look at it below.',
    },
    cascadesPage: {
      clearTheFilter: 'Clear the filter',
      showResources: 'Show resources',
      allStates: 'All states',
      allKinds: 'All kinds',
      cascades: 'Cascades',
      updatesDestructionsAndRecreationsOf:
        'Updates, destructions and recreations of many resources in the order in which they depend on each other.',
      state: 'State',
      kind: 'Kind',
      theCascadesCannotBeLoaded: 'The cascades cannot be loaded',
      noCascadeMatchesTheFilter: 'No cascade matches the filter',
      noCascadesYet: 'No cascades yet',
      startOneOnThePage:
        'Start one on the page of a resource, for it and everything below.',
    },
    cascadesTable: {
      cascade: 'Cascade',
      state: 'State',
      requestedBy: 'Requested by',
      when: 'When',
    },
    levelProgress: {
      doneAtLevel: 'Done at level {{level}}',
      level: 'Level {{level}}',
      doneOfTotal: '{{done}} of {{total}}',
      underWay: '{{active}} under way',
      failed: '{{failed}} failed',
      progressByLevel: 'Progress by level',
    },
    startCascadeDialog: {
      allPlansAreShownFirst:
        'All plans are shown first; nothing is changed before you confirm them.',
      stopAtTheFirstFailure: 'Stop at the first failure',
      everythingWithStaleInputsOr:
        'Everything with stale inputs or a pending change is updated, what is above before what is below.',
      itAndEverythingBelowIs:
        'It and everything below is destroyed, what is below first. The records stay, so that all of it can be recreated.',
      everythingThatWasDestroyedIs:
        'Everything that was destroyed is built again, what is above before what is below.',
      showThePlans: 'Show the plans',
      runsAtOnce: 'Runs at once',
      from1To99The: 'From 1 to 99; the portal may limit it.',
    },
    updateStaleButton: {
      updateStaleResources_one: 'Update 1 stale resource',
      updateStaleResources_other: 'Update {{count}} stale resources',
      updateStaleNumber: 'Update stale ({{number}})',
      updateTheFirstMaxResources:
        'Update the first {{maxResources}} of {{number}} stale resources',
    },
    waitingCascades: {
      showAllThatWait: 'Show all that wait',
      theCascadesCannotBeLoaded: 'The cascades cannot be loaded',
      cascadesThatWaitForOne:
        'Cascades that wait for one approval of all their plans',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof cascadesTranslationRef.T>
>['t'];
