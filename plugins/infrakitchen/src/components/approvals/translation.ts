import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about the inbox of approvals and of the decisions about a run.
 *
 * @public
 */
export const approvalsTranslationRef = createTranslationRef({
  id: 'infrakitchen.approvals',
  messages: {
    approvalItem: {
      showPlanOf: 'Show plan of {{resourceName}}',
      hidePlanOf: 'Hide plan of {{resourceName}}',
      kindOfResource: '{{kind}} of {{resource}}',
      resource: 'Resource',
      template: 'Template',
      askedBy: 'Asked by',
      why: 'Why',
      waitsSince: 'Waits since',
      expires: 'Expires',
      approvals: 'Approvals',
      givenOfRule: '{{given}} of {{approvals}} ({{rule}})',
      pullRequest: 'Pull request',
      itsMerge: 'Its merge',
      hidePlan: 'Hide plan',
      showPlan: 'Show plan',
      planTitle: 'Plan: {{title}}',
    },
    approvalPanel: {
      waits: 'The plan above waits for approval.',
      waitsSince: 'The plan above waits for approval since {{since}}.',
      waitsSinceAndExpires:
        'The plan above waits for approval since {{since}} and expires {{expires}}.',
      mergingItsPullRequestApproves:
        'Merging its pull request approves the plan, and closing it rejects it. {{approve}}',
      approval: 'Approval',
      whatHasToBeApproved: 'What has to be approved',
    },
    approvalTexts: {
      anybodyWithTheRole: 'anybody with the role {{role}} on the resource',
      or: '{{items}} or {{last}}',
      actorWhoEdited: '{{actor}}, who edited the change',
      actorWhoAsked: '{{actor}}, who asked for it',
    },
    approvalsPage: {
      showAllThatWaits: 'Show all that waits',
      nothingWaitsForYou: 'Nothing waits for you',
      aPlanAppearsHereWhen:
        'A plan appears here when a rule asks for an approval that you can give.',
      nothingThatYouAskedFor: 'Nothing that you asked for waits',
      whatYouStartAndOthers:
        'What you start and others have to approve appears here.',
      nothingWaitsForApproval: 'Nothing waits for approval',
      plansAppearHereWhenA:
        'Plans appear here when a rule asks for an approval.',
      approvals: 'Approvals',
      plansThatSomebodyHasTo:
        'Plans that somebody has to approve before they are applied.',
      waitingForMe: 'Waiting for me',
      requestedByMe: 'Requested by me',
      all: 'All',
      theApprovalsCannotBeLoaded: 'The approvals cannot be loaded',
      waitingPlans: 'Waiting plans',
    },
    approversPreview: {
      askingWhoHasToApprove: 'Asking who has to approve it …',
      nobodyHasToApproveIt:
        'Nobody has to approve it: the plan is applied at once.',
      hasToBeApprovedBefore: 'Has to be approved before it is applied',
      itIsNotKnownWho: 'It is not known who has to approve it',
      whoHasToApproveIt: 'Who has to approve it',
    },
    decideButtons: {
      approved: '{{what}}: approved',
      approvedNotMerged:
        '{{what}}: approved. Its pull request is not merged yet: {{missing}}',
      approvedAndMerged: '{{what}}: approved, and its pull request is merged',
      approve: 'Approve',
      reject: 'Reject',
      digest: 'Digest',
      kindOfResource: '{{kind}} of {{resource}}',
      rejected: '{{what}}: rejected',
      thePlanHasChangedSo: 'The plan has changed, so nothing was decided',
      lookAtTheNewPlan: 'Look at the new plan, then decide about that one.',
      decideAboutWhat: 'Decide about {{what}}',
      approveWhat: 'Approve: {{what}}',
      rejectWhat: 'Reject: {{what}}',
      comment: 'Comment',
      exactlyThisPlanIsApplied: 'Exactly this plan is applied, and no other.',
      theRunEndsNothingIs:
        'The run ends, nothing is applied, and whoever asked is told why.',
      youMayNotDecideAbout: 'You may not decide about it',
    },
    decisions: {
      decisionNoLongerCounts: '{{decision}}, no longer counts',
      approved: 'approved',
      rejected: 'rejected',
      who: 'Who',
      decision: 'Decision',
      rule: 'Rule',
      comment: 'Comment',
      when: 'When',
      decisions: 'Decisions',
    },
    requirements: {
      upToApprovalsNeeded: 'up to {{approvals}} needed',
      mayApprove: 'May approve: {{approvers}}.',
      mayNotExcluded: 'May not: {{excluded}}.',
      approvalsNeeded: '{{approvals}} needed',
      given: '{{given}} of {{approvals}}',
      whyRuleName: 'Why {{ruleName}}',
      approvalsForRuleName: 'Approvals for {{ruleName}}',
    },
    waitingForMe: {
      waitsForMe: 'Waits for me',
      moreApprovals: 'More approvals',
      allApprovals: 'All approvals',
      plansThatWaitForMe: 'Plans that wait for me',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof approvalsTranslationRef.T>
>['t'];
