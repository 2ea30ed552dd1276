import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about pull requests.
 *
 * @public
 */
export const pullRequestsTranslationRef = createTranslationRef({
  id: 'infrakitchen.pull-requests',
  messages: {
    direction: {
      restore: 'takes back',
      delete: 'removes',
      update: 'writes',
    },
    decision: {
      reject: 'The pull request is closed without merging it.',
      approve:
        'Once all approvals are there, the portal merges the pull request, as soon as its checks and the protection of the branch allow it.',
    },
    does: {
      restore: 'takes back the folder',
      delete: 'removes the folder',
      update: 'writes the folder',
    },
    pullRequestTexts: {
      notKnownYet: 'not known yet',
      possible: 'possible',
      foreignCommits: 'Its branch has commits of somebody else',
    },
    pullRequestComments: {
      whatARunComesTo: 'What a run comes to is commented {{host}}.',
      atItsHost: 'at its host',
      comments: 'Comments',
      theseAreTheFirstShown: 'These are the first {{shown}}.',
      theCommentsCannotBeLoaded: 'The comments cannot be loaded',
    },
    pullRequestPanel: {
      publishAgain: 'Publish again',
      refresh: 'Refresh',
      theBranchChangesNothingIn: 'The branch changes nothing in the folder.',
      pullRequest: 'Pull request',
      thePullRequestWasNot: 'The pull request was not read again',
      theDifferencesCannotBeLoaded: 'The differences cannot be loaded',
      whatTheBranchChanges: 'What the branch changes',
    },
    pullRequestSummary: {
      none: 'none',
      restore: '{{branch}} takes back the folder in {{target}}',
      delete: '{{branch}} removes the folder in {{target}}',
      update: '{{branch}} writes the folder in {{target}}',
      branch: 'Branch',
      checks: 'Checks',
      mergedAs: 'Merged as',
      lastRead: 'Last read',
      itCannotBeMergedAs: 'It cannot be merged as it is',
      itDidNotGoOn: 'It did not go on as planned',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof pullRequestsTranslationRef.T>
>['t'];
