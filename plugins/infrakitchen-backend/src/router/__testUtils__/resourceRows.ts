import type { RowFixture } from './rowFixture';
import { nobody, type Row } from './rowTypes';

/** The operations of resources. */
export function createResourceRows({
  template,
  resource,
  provisioned,
  changed,
  destroyed,
  key,
  of,
}: RowFixture): Record<string, Row> {
  return {
    createResource: {
      action: 'resource.created',
      valid: async () => ({
        body: {
          templateId: (await template({ abstract: true })).id,
          name: key(),
        },
      }),
      invalid: async () => ({ body: { templateId: nobody, name: key() } }),
    },
    updateResource: {
      action: 'resource.updated',
      valid: async () => ({
        ...(await of(resource())),
        body: { description: 'x' },
      }),
      invalid: async () => ({
        ...(await of(resource())),
        body: { values: { size: 'large' } },
      }),
    },
    'actOnResource dry-run': {
      action: 'run.queued',
      refusedAction: 'resource.dry-run',
      valid: () => of(resource()),
      invalid: () => of(destroyed()),
    },
    'actOnResource provision': {
      action: 'run.queued',
      refusedAction: 'resource.provision',
      valid: () => of(resource()),
      invalid: () => of(provisioned()),
    },
    'actOnResource update': {
      action: 'run.queued',
      refusedAction: 'resource.update',
      valid: () => of(changed()),
      invalid: () => of(resource()),
    },
    'actOnResource destroy': {
      action: 'run.queued',
      refusedAction: 'resource.destroy',
      valid: () => of(provisioned()),
      invalid: () => of(resource()),
    },
    'actOnResource recreate': {
      action: 'run.queued',
      refusedAction: 'resource.recreate',
      valid: () => of(destroyed()),
      invalid: () => of(resource()),
    },
    'actOnResource delete': {
      action: 'resource.deleted',
      valid: () => of(resource()),
      invalid: () => of(provisioned()),
    },
    'actOnResource discard-change': {
      action: 'change.discarded',
      valid: () => of(changed()),
      invalid: () => of(provisioned()),
    },
    setSubscription: {
      action: 'subscription.changed',
      valid: async () => ({
        ...(await of(resource())),
        body: { follows: 'subtree' },
      }),
      invalid: async () => ({
        in: { id: nobody },
        body: { follows: 'resource' },
      }),
    },
    revealOutput: {
      action: 'output.revealed',
      valid: async () => ({
        in: { ...(await of(provisioned())).in, name: 'password' },
      }),
      invalid: async () => ({
        in: { ...(await of(provisioned())).in, name: 'unknown' },
      }),
    },
    restoreRevision: {
      action: 'revision.restored',
      valid: async () => ({
        in: { ...(await of(resource())).in, kind: 'resource', revision: 1 },
      }),
      invalid: async () => ({
        in: { id: nobody, kind: 'resource', revision: 1 },
      }),
    },
  };
}
