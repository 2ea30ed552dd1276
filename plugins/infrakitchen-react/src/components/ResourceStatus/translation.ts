import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link ResourceStatus}.
 *
 * @public
 */
export const resourceStatusTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.resource-status',
  messages: {
    resourceStatus: {
      title: 'state {{state}}, status {{status}}',
    },
    status: {
      queued: 'Queued',
      approval_pending: 'Waiting for approval',
      rejected: 'Rejected',
      unknown: 'Outcome unknown',
    },
    ongoing: {
      provision: 'Provisioning',
      provisioned: 'Updating',
      destroy: 'Destroying',
      destroyed: 'Destroying',
    },
    failed: {
      provision: 'Provisioning failed',
      provisioned: 'Update failed',
      destroy: 'Destroying failed',
      destroyed: 'Destroying failed',
    },
    settled: {
      provision: 'Not provisioned',
      provisioned: 'Provisioned',
      destroy: 'To be destroyed',
      destroyed: 'Destroyed',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<
  typeof resourceStatusTranslationRef.T
>;
