import {
  createTranslationRef,
  type useTranslationRef,
} from '@backstage/frontend-plugin-api';

/**
 * Texts about approval rules, and the page of roles.
 *
 * @public
 */
export const governanceTranslationRef = createTranslationRef({
  id: 'infrakitchen.governance',
  messages: {
    describeRule: {
      hours_one: '1 hour',
      hours_other: '{{count}} hours',
      days_one: '1 day',
      days_other: '{{count}} days',
      neitherMayApprove:
        'Neither who asked for it nor who edited it may approve.',
      editorsMayApprove: 'Who asked for it may not approve; who edited it may.',
      requesterMayApprove:
        'Who edited it may not approve; who asked for it may.',
      bothMayApprove: 'Who asked for it and who edited it may approve, too.',
      ofTemplate: 'a resource of the template {{template}}',
      inProject: 'a resource in the project {{project}}',
      withLabel: 'a resource with the label {{label}}',
      anyResource: 'any resource',
      destroy: 'destruction',
      update: 'update',
      provision: 'provisioning',
      and: ' and ',
      everyKind: 'Every {{kinds}}',
      everyChange: 'Every change',
      expiresAfter: 'What waits, and each approval, expires after {{time}}.',
      additionsNeedNone: 'A plan that only adds objects needs none.',
      destructiveApprovals:
        'A plan that destroys or replaces objects needs {{number}} more.',
      needsApprovals_one: '{{kinds}} of {{scope}} needs 1 approval by {{who}}.',
      needsApprovals_other:
        '{{kinds}} of {{scope}} needs {{count}} approvals by {{who}}.',
      aLabelNeverExempts: 'A label never exempts, so this rule does nothing.',
      needsNoApproval:
        '{{kinds}} of {{scope}} needs no approval that a rule of a wider scope asks for.',
    },
    accessPage: {
      grantsReachDownEverywhereA:
        'Grants reach down: everywhere, a project and its resources, a template and those below it, a resource and everything below it.',
      giveARole: 'Give a role',
      youAreActorTextEverywhere:
        'You are {{actorText}}; everywhere you have the role',
      none: 'none',
      showAll: 'Show all',
      clearTheFilter: 'Clear the filter',
      allScopes: 'All scopes',
      everywhere: 'Everywhere',
      projects: 'Projects',
      templates: 'Templates',
      resources: 'Resources',
      allRoles: 'All roles',
      theRolesCannotBeLoaded: 'The roles cannot be loaded',
      roles: 'Roles',
      noRoleMatchesTheFilter: 'No role matches the filter',
      noRolesYet: 'No roles yet',
      youSeeTheRolesOf:
        'You see the roles of places where you are an admin, and your own.',
      onlyTheRolesOfOne: 'Only the roles of one place are shown',
      where: 'Where',
      role: 'Role',
      userOrGroup: 'User or group',
    },
    approvalRulesPage: {
      createRule: 'Create rule',
      withoutARuleEveryPlan:
        'Without a rule every plan is applied at once. All rules that apply to a plan have to be met.',
      theApprovalRulesCannotBe: 'The approval rules cannot be loaded',
      approvalRules: 'Approval rules',
      noApprovalRules: 'No approval rules',
      everyPlanIsAppliedAt: 'Every plan is applied at once.',
    },
    auditFilters: {
      clearTheFilter: 'Clear the filter',
      filterTheAuditTrail: 'Filter the audit trail',
      about: 'About',
      everything: 'Everything',
      outcome: 'Outcome',
      allOutcomes: 'All outcomes',
      who: 'Who',
      action: 'Action',
      suchAsRunApproved: 'Such as run.approved',
      from: 'From',
      upToAndIncluding: 'Up to and including',
    },
    auditPage: {
      refresh: 'Refresh',
      exportAsCsv: 'Export as CSV',
      exportAsJsonLines: 'Export as JSON lines',
      theAuditTrailWasNot: 'The audit trail was not exported',
      theAuditTrailCannotBe: 'The audit trail cannot be loaded',
    },
    editRulePage: {
      whatTheRuleSays: 'What the rule says',
      cancel: 'Cancel',
      saveRule: 'Save rule',
      approvalRule: 'Approval rule',
      newApprovalRule: 'New approval rule',
      theRuleCannotBeLoaded: 'The rule cannot be loaded',
      theRuleNameWasSaved: 'The rule {{name}} was saved',
      rule: 'Rule',
      theRuleWasNotSaved: 'The rule was not saved',
    },
    governanceRouter: {
      access: 'Access',
      approvalRules: 'Approval rules',
      audit: 'Audit',
      governance: 'Governance',
    },
    ruleDraft: {
      theRuleNeedsAName: 'The rule needs a name.',
      sayWhichLabelItIs: 'Say which label it is about.',
      chooseTheScopeKindThat: 'Choose the {{scopeKind}} that it is about.',
    },
    ruleFields: {
      asksForApproval: 'Asks for approval',
      takesAwayWhatRulesOf: 'Takes away what rules of a wider scope ask for',
      aPlanThatOnlyAdds: 'A plan that only adds objects needs no approval',
      whoAskedForItMay: 'Who asked for it may approve it',
      whoEditedTheChangeMay: 'Who edited the change may approve it',
      everyResource: 'Every resource',
      resourcesInAProject: 'Resources in a project',
      resourcesOfATemplate: 'Resources of a template',
      resourcesWithALabel: 'Resources with a label',
      provision: 'Provision',
      update: 'Update',
      destroy: 'Destroy',
      name: 'Name',
      description: 'Description',
      kindsOfRuns: 'Kinds of runs',
      all: 'All',
      effect: 'Effect',
      enabled: 'Enabled',
      whatItIsAbout: 'What it is about',
      project: 'Project',
      template: 'Template',
      label: 'Label',
      approvals: 'Approvals',
      moreIfItDestroysOr: 'More if it destroys or replaces',
      expiresAfterHours: 'Expires after hours',
      approvers: 'Approvers',
      usersAndGroupsWithNone:
        'Users and groups; with none and no role, everybody with the role admin on the resource.',
      rolesThatMayApprove: 'Roles that may approve',
    },
    rulesTable: {
      delete: 'Delete',
      enabled: 'enabled',
      disabled: 'disabled',
      plansThatWaitBecauseOf:
        'Plans that wait because of it are looked at again, and may be applied.',
      everywhere: 'everywhere',
      label: 'label',
      actions: 'Actions',
      disable: 'Disable',
      enable: 'Enable',
      deleteName: 'Delete {{name}}',
      rule: 'Rule',
      whatItSays: 'What it says',
      scope: 'Scope',
      state: 'State',
      theRuleWasNotChanged: 'The rule was not changed',
      deleteTheRuleName: 'Delete the rule {{name}}',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = ReturnType<
  typeof useTranslationRef<typeof governanceTranslationRef.T>
>['t'];
