import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';

/** By the names that engines give their reasons. */
export const reasonTexts = {
  replace_because_tainted: 'it is marked as damaged (tainted)',
  replace_because_cannot_update: 'an attribute cannot be changed in place',
  replace_by_request: 'somebody asked for it',
  replace_by_triggers: 'an object that it depends on is replaced',
  delete_because_no_resource_config: 'it is no longer in the module',
  delete_because_no_module: 'its module call is gone',
  delete_because_wrong_repetition: 'it is counted differently now',
  delete_because_count_index: 'its count shrank',
  delete_because_each_key: 'its key is no longer in for_each',
  delete_because_no_move_target: 'the object that it moved to is gone',
  read_because_config_unknown: 'its arguments are known after apply only',
  read_because_dependency_pending: 'something that it depends on changes',
  read_because_check_nested: 'a check reads it',
} as const;

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
      reason: 'because {{reason}}',
      replacedFor: 'replaced for {{attributes}}',
      forcesReplacement: 'forces replacement',
      sensitive: 'sensitive',
    },
    reason: reasonTexts,
    value: {
      sensitive: 'sensitive value, not shown',
      beforeAndAfter: 'before and after',
      before: 'before',
      after: 'after',
      knownAfterApply: 'known after apply',
    },
    comparison: {
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
      knownAfterApply: '(known after apply)',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<typeof planViewTranslationRef.T>;
