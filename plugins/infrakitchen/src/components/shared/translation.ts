import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about what several pages share.
 *
 * @public
 */
export const sharedTranslationRef = createTranslationRef({
  id: 'infrakitchen.shared',
  messages: {
    permitted: {
      askAPlatformEngineer:
        'Ask a platform engineer for the role, or to do it for you. Which roles you have is on the page of access.',
      itTakesAnotherRole: 'It takes a role that you do not have',
      youMayNotDoThis: 'You may not do this',
    },
    impossibleItem: {
      notPossible: 'Not possible: {{reasons}}',
    },
    availability: {
      disable: 'Disable',
      enable: 'Enable',
      delete: 'Delete',
      availability: 'Availability',
      disableName: 'Disable {{name}}',
      deleteName: 'Delete {{name}}',
    },
    draftNotice: {
      useTheDraft: 'Use the draft',
      discardDraft: 'Discard draft',
      secretValuesAreNotKept:
        'Secret values are not kept; type them again: {{join}}.',
      draftOfTimeOfRestored: 'Draft of {{timeOf}} restored',
      thereIsADraftOf: 'There is a draft of {{timeOf}}',
      itHasChangedSince:
        'What it is about has changed since. The draft would take back those changes where it differs.',
    },
    fieldDiff: {
      after: 'After',
      before: 'Before',
      lines_one: '1 line',
      lines_other: '{{count}} lines',
      entries_one: '1 entry',
      entries_other: '{{count}} entries',
      notSetUsedIs: '{{notSet}}; used is {{used}}',
      sensitiveNotShown: 'sensitive, not shown',
      notSetHere: 'not set here',
      field: 'Field',
      by: 'By',
      linesOfNameThatDiffer: 'Lines of {{name}} that differ',
    },
    impactReview: {
      resourcesMayBreak_one:
        'One resource may break, and has to be corrected afterwards',
      resourcesMayBreak_other:
        '{{count}} resources may break, and have to be corrected afterwards',
      impact: 'Impact',
    },
    labelsField: {
      labels: 'Labels',
      separatedByCommas: 'Separated by commas.',
    },
    loaded: {
      loading: 'Loading',
    },
    multiSelect: {
      none: 'None',
    },
    notFound: {
      pageNotFound: 'Page not found',
      thereIsNoSuchPage: 'There is no such page',
      nothingIsAt:
        'Nothing is at {{path}}. The address may be mistyped, or from another version of the portal.',
      goToTheOverview: 'Go to the overview',
    },
    recordNotFound: {
      template: 'The template was not found',
      version: 'The version was not found',
      resource: 'The resource was not found',
      run: 'The run was not found',
      cascade: 'The cascade was not found',
      project: 'The project was not found',
      workspace: 'The workspace was not found',
      pull_request: 'The pull request was not found',
      integration: 'The integration was not found',
      secret: 'The secret was not found',
      storage: 'The storage was not found',
      approval_rule: 'The approval rule was not found',
      itWasDeletedOr:
        '{{id}} is not there any more, or you may not see it. A platform engineer can give you access.',
      all: {
        template: 'Show all templates',
        version: 'Show all versions',
        resource: 'Show all resources',
        run: 'Show all runs',
        cascade: 'Show all cascades',
        project: 'Show all projects',
        workspace: 'Show all workspaces',
        pull_request: 'Show all workspaces',
        integration: 'Show all integrations',
        secret: 'Show all secrets',
        storage: 'Show all storages',
        approval_rule: 'Show all approval rules',
      },
    },
    principalsField: {
      group: '{{text}} (group)',
      asItWasTyped: 'As it was typed',
      searchUsersAndGroups: 'Search users and groups',
      chosen: '{{label}}, chosen',
      nameIsChosen: '{{name}} is chosen',
    },
    runsTable: {
      resource: 'Resource',
      run: 'Run',
      state: 'State',
      plan: 'Plan',
      requestedBy: 'Requested by',
      when: 'When',
      took: 'took',
      runningFor: 'running for',
    },
    scopePickers: {
      searchProjects: 'Search projects',
      searchTemplates: 'Search templates',
      searchResources: 'Search resources',
      searchIntegrations: 'Search integrations',
      searchSecrets: 'Search secrets',
      searchStorages: 'Search storages',
      searchWorkspaces: 'Search workspaces',
    },
    wizard: {
      back: 'Back',
      next: 'Next',
    },
    writeError: {
      changedBySomeoneElseMeanwhile: 'Changed by someone else meanwhile',
      reload: 'Reload',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof sharedTranslationRef.T>
>['t'];
