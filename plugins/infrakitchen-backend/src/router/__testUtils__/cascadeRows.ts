import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { addResource } from '../../__testUtils__/serviceFixture';
import type { RowFixture } from './rowFixture';
import type { Given, Row } from './rowTypes';

/** The operations of cascades. */
export function createCascadeRows({
  knex,
  services,
  api,
  template,
  version,
  outdated,
  provisioned,
  destroyed,
  key,
  of,
}: RowFixture): Record<string, Row> {
  /** A resource that another one is below. */
  const parent = async (): Promise<Resource> => {
    const above = await template({ abstract: true });
    const made = await addResource(services, above);
    const below = await template({ parents: [above] });
    await addResource(services, below, {
      version: await version(below),
      parentIds: [made.id],
    });
    return made;
  };
  /** A cascade by whoever calls: only the requester may go on with it. */
  const cascade =
    (state: string): ((user: string) => Promise<Given>) =>
    async user => {
      const { id: rootId } = await outdated();
      const { body } = await api.post('/cascades', { kind: 'update', rootId });
      const { id } = body.cascade;
      await knex('cascades')
        .where({ id })
        .update({ state, digest: 'd', requested_by: `user:default/${user}` });
      return { in: { id }, body: { digest: 'd', reason: 'seen' } };
    };
  /** One whose plans anybody may decide about. */
  const waitingCascade = async (): Promise<Given> => {
    const made = await outdated();
    await api.post('/approval-rules', {
      name: key(),
      scope: { kind: 'template', id: made.templateId },
      effect: 'require',
      approvers: { roles: ['read'] },
    });
    const { body } = await api.post('/cascades', {
      kind: 'update',
      rootId: made.id,
    });
    const { id } = body.cascade;
    await knex('cascade_items')
      .where({ cascade_id: id })
      .update({
        state: 'previewed',
        plan_digest: 'p',
        plan_outline: JSON.stringify({
          summary: {},
          changes: [{ action: 'update' }],
          outputChanges: [],
        }),
      });
    await knex('cascades')
      .where({ id })
      .update({ state: 'awaiting_approval', digest: 'd' });
    return { in: { id }, body: { digest: 'd', reason: 'seen' } };
  };

  return {
    'actOnResource cascade-update': {
      action: 'cascade.requested',
      valid: () => of(outdated()),
      invalid: () => of(provisioned()),
    },
    'actOnResource cascade-recreate': {
      action: 'cascade.requested',
      valid: () => of(destroyed()),
      invalid: () => of(provisioned()),
    },
    'actOnResource cascade-destroy': {
      action: 'cascade.requested',
      valid: () => of(parent()),
      invalid: () => of(destroyed()),
    },
    createCascade: {
      action: 'cascade.requested',
      valid: async () => ({
        body: { kind: 'update', rootId: (await outdated()).id },
      }),
      invalid: async () => ({
        body: { kind: 'update', rootId: (await provisioned()).id },
      }),
    },
    'actOnCascade confirm': {
      action: 'cascade.confirmed',
      valid: cascade('previewed'),
      invalid: cascade('succeeded'),
    },
    'actOnCascade approve': {
      action: 'cascade.approved',
      valid: waitingCascade,
      invalid: cascade('previewed'),
    },
    'actOnCascade reject': {
      action: 'cascade.rejected',
      valid: waitingCascade,
      invalid: cascade('previewed'),
    },
    'actOnCascade cancel': {
      action: 'cascade.cancelled',
      valid: cascade('previewed'),
      invalid: cascade('succeeded'),
    },
    'actOnCascade resume': {
      action: 'cascade.resumed',
      valid: cascade('failed'),
      invalid: cascade('previewed'),
    },
  };
}
