import { ann } from '../../__testUtils__/serviceFixture';
import type { RowFixture } from './rowFixture';
import type { Row } from './rowTypes';

/** The operations of runs. */
export function createRunRows({
  knex,
  services,
  api,
  resource,
  key,
  of,
}: RowFixture): Record<string, Row> {
  const run = async (state?: string): Promise<{ id: string }> => {
    const made = await resource();
    const { id } = await services.runService.request(made.id, 'dry-run', ann);
    if (state) {
      await knex('runs').where({ id }).update({ state });
    }
    return { id };
  };
  /** A run whose plan anybody may decide about. */
  const waiting = async () => {
    const made = await resource();
    await api.post('/approval-rules', {
      name: key(),
      scope: { kind: 'template', id: made.templateId },
      effect: 'require',
      approvers: { roles: ['read'] },
    });
    const { id } = await services.runService.request(made.id, 'provision', ann);
    const { planDigest } = await services.worker.work(id);
    return { in: { id }, body: { digest: planDigest, reason: 'seen' } };
  };

  return {
    'actOnRun approve': {
      action: 'run.approved',
      valid: waiting,
      invalid: () => of(run()),
    },
    'actOnRun reject': {
      action: 'run.rejected',
      valid: waiting,
      invalid: () => of(run()),
    },
    'actOnRun cancel': {
      action: 'run.cancelled',
      valid: () => of(run()),
      invalid: () => of(run('succeeded')),
    },
    'actOnRun retry': {
      action: 'run.queued',
      refusedAction: 'run.retried',
      valid: () => of(run('failed')),
      invalid: () => of(run()),
    },
    'actOnRun resolve': {
      action: 'run.resolved',
      valid: async () => ({
        ...(await of(run('needs_attention'))),
        body: { outcome: 'failed', reason: 'seen' },
      }),
      invalid: () => of(run()),
    },
  };
}
