import { createTranslationRef } from '@backstage/frontend-plugin-api';

/**
 * Texts about the audit trail and revisions.
 *
 * @public
 */
export const historyTranslationRef = createTranslationRef({
  id: 'infrakitchen.history',
  messages: {
    auditTable: {
      about: 'About',
      action: 'Action',
      outcome: 'Outcome',
      who: 'Who',
      when: 'When',
      detail: 'Detail',
      auditEntries: 'Audit entries',
      noEntryMatchesTheFilter: 'No entry matches the filter',
      nothingHappenedYet: 'Nothing happened yet',
      run: 'Run',
      changedFields: 'Changed: {{fields}}',
    },
    recordActivity: {
      auditTrail: 'Audit trail',
      theAuditTrailCannotBe: 'The audit trail cannot be loaded',
    },
    revisionComparer: {
      chooseTwoDifferentRevisions: 'Choose two different revisions.',
      revisionNumber: 'Revision {{number}}',
      compareRevisions: 'Compare revisions',
      compareRevision: 'Compare revision',
      chooseOne: 'Choose one',
      withRevision: 'With revision',
      theRevisionsCannotBeCompared: 'The revisions cannot be compared',
      theTwoRevisionsAreThe: 'The two revisions are the same',
      revisionFromAndRevisionTo: 'Revision {{from}} and revision {{to}}',
      revisionFrom: 'Revision {{from}}',
      revisionTo: 'Revision {{to}}',
    },
    revisionsSection: {
      revisions: 'Revisions',
      theRevisionsCannotBeLoaded: 'The revisions cannot be loaded',
      noRevisionsYet: 'No revisions yet',
      revisionRevision: 'Revision {{revision}}',
      restoreRevisionRevision: 'Restore revision {{revision}}',
      restore: 'Restore',
      whatItWasThenBecomes:
        'What it was then becomes a new edit under all rules: of a provisioned resource it is a change, which still has to be applied. Secrets are not part of it.',
      asItWasWithRules:
        'What it was then becomes its newest state, as a new revision. Secrets are not part of it.',
      restoredFromRevision: 'Restored from revision {{from}}: {{fields}}',
      nothingDifferedFromRevisionFrom:
        'Nothing differed from revision {{from}}',
      notRestored: 'Not restored: {{fields}}.',
      changesOfRevisionRevision: 'Changes of revision {{revision}}',
    },
  },
});
