import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link PlanView}, {@link PlanComparison} and {@link
 * PlanSummaryView}.
 *
 * @public
 */
export const planViewTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.plan-view',
  messages: {
    planView: {
      nothingTitle: 'Nothing to change',
      nothingDescription:
        'The cloud already is as the module and its values describe it.',
      copyAsText: 'Copy the plan as text',
      plannedChanges: 'Planned changes',
      drift: 'Drift',
      driftTitle: 'Changed outside of InfraKitchen ({{number}})',
      driftDescription:
        'The cloud differs from the last recorded state. An apply brings the objects back to what the module describes.',
      driftObjects: 'Changed outside',
      outputs: 'Output changes',
      outputsTitle: 'Outputs ({{number}})',
      digest: 'Digest',
      noneMatches: 'No object matches the filter.',
    },
    summary: {
      noChanges: 'No changes',
      outputsOnly: 'Outputs only',
      toCreate: '{{number}} to create',
      toUpdate: '{{number}} to update',
      toReplace: '{{number}} to replace',
      toDestroy: '{{number}} to destroy',
      toRead: '{{number}} to read',
      outputChanges_one: '{{count}} output changes',
      outputChanges_other: '{{count}} outputs change',
    },
    risk: {
      title_one: 'This plan destroys {{count}} object',
      title_other: 'This plan destroys {{count}} objects',
      takesWithIt: 'It takes with it {{counts}}.',
      holdingData_one:
        '{{names}} looks as if it holds data: make sure that there is a copy.',
      holdingData_other:
        '{{names}} look as if they hold data: make sure that there is a copy.',
      more_one: '{{count}} more',
      more_other: '{{count}} more',
      check: 'Check that nothing still needs them.',
    },
    toolbar: {
      search: 'Filter objects',
      searchPlaceholder: 'Address, type, attribute or value',
      byAction: 'Filter by action',
      groupBy: 'Group by',
      groupByAction: 'By action',
      groupByModule: 'By module',
    },
    action: {
      delete: 'Destroy',
      replace: 'Replace',
      update: 'Update in place',
      create: 'Create',
      read: 'Read',
      'no-op': 'No change',
    },
    object: {
      rootModule: 'Root module',
      moved: 'moved from {{address}}',
      destroys: 'destroys',
      createsFirst: 'creates the new one, then destroys the old',
      destroysFirst: 'destroys, then creates anew',
      dataMayBeLost: 'data may be lost',
      replacedFor: 'replaced for {{attributes}}',
      forcesReplacement: 'forces replacement',
      sensitive: 'sensitive',
    },
    value: {
      sensitive: 'sensitive value, not shown',
      beforeAndAfter: 'before and after',
      before: 'before',
      after: 'after',
      knownAfterApply: 'known after apply',
    },
    comparison: {
      keptByEarlier: 'not changed by the earlier plan',
      keptByLater: 'not changed by the later plan',
      equalTitle: 'The plans are equal',
      equalDescription:
        'They have the same digest: they do the same with the same objects.',
      sameTitle: 'They do the same',
      sameDescription:
        'What differs is sensitive, or was found to have changed outside of InfraKitchen.',
      onlyLater_one: '{{count}} only in the later',
      onlyLater_other: '{{count}} only in the later',
      onlyEarlier_one: '{{count}} only in the earlier',
      onlyEarlier_other: '{{count}} only in the earlier',
      differ_one: '{{count}} differ',
      differ_other: '{{count}} differ',
      alike_one: '{{count}} alike',
      alike_other: '{{count}} alike',
      objects: 'Differences of the plans',
      outputs: 'Outputs that differ: {{names}}',
      onlyLaterDoes: 'Only the later plan: {{action}}',
      onlyEarlierDoes: 'Only the earlier plan: {{action}}',
      otherAction: '{{before}}, then {{after}}',
      otherValues: '{{action}}, with other values',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<typeof planViewTranslationRef.T>;
