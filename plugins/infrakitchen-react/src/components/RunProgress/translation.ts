import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link RunProgress}.
 *
 * @public
 */
export const runProgressTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.run-progress',
  messages: {
    runProgress: {
      objects: 'Objects',
      queuePosition: 'Place in the queue: {{position}}',
      complete: '{{complete}} of {{total}} objects complete',
      completeAndFailed:
        '{{complete}} of {{total}} objects complete, {{failed}} failed',
      doingFor: '{{doing}} for {{duration}}',
      doingAndMore_one: '{{doing}} and {{count}} more',
      doingAndMore_other: '{{doing}} and {{count}} more',
    },
    phase: {
      label: 'Phases',
      prepare: 'Prepare',
      init: 'Init',
      plan: 'Plan',
      approve: 'Approve',
      apply: 'Apply',
      verify: 'Verify',
      lessThanASecond: '<1 s',
    },
    phaseStatus: {
      pending: 'to come',
      current: 'under way',
      done: 'done',
      failed: 'stopped here',
      skipped: 'not needed',
    },
    objectStatus: {
      planned: 'planned',
      started: 'under way',
      complete: 'complete',
      failed: 'failed',
    },
    action: {
      create: 'create',
      update: 'update',
      delete: 'delete',
      replace: 'replace',
      read: 'read',
      'no-op': 'no-op',
    },
    doing: {
      create: 'Creating {{address}}',
      update: 'Updating {{address}}',
      delete: 'Destroying {{address}}',
      replace: 'Replacing {{address}}',
      read: 'Reading {{address}}',
      'no-op': 'Looking at {{address}}',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<typeof runProgressTranslationRef.T>;
