import type { ObjectProgress } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { EngineMessage } from './messages';

const actions: Record<string, ObjectProgress['action']> = {
  create: 'create',
  update: 'update',
  delete: 'delete',
  remove: 'delete',
  replace: 'replace',
  read: 'read',
};

/**
 * What a message tells about one object. A replacement is a delete and a
 * create to the engine; both keep the action of the message.
 */
export function toProgress(
  message: EngineMessage,
  at: string,
): ObjectProgress | undefined {
  const { resource, action } = message.hook ?? message.change ?? {};
  if (!resource?.addr) {
    return undefined;
  }
  const object = {
    address: resource.addr,
    ...(resource.resource_type && { type: resource.resource_type }),
    action: actions[action ?? ''] ?? ('no-op' as const),
  };
  const objectId = message.hook?.id_value;
  switch (message.type) {
    case 'planned_change':
      return { ...object, status: 'planned' };
    case 'apply_start':
      return {
        ...object,
        status: 'started',
        startedAt: at,
        ...(objectId && { objectId }),
      };
    case 'apply_complete':
      return {
        ...object,
        status: 'complete',
        finishedAt: at,
        ...(objectId && { objectId }),
      };
    case 'apply_errored':
      return { ...object, status: 'failed', finishedAt: at };
    default:
      return undefined;
  }
}
