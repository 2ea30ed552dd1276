import type { ResourceAction } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { verbOf } from './errors';
import {
  DRY_RUN_RESOURCE_ID,
  findResource,
  type ResourceAddress,
} from './resources';
import type { AnyContext } from './runs';
import type { Report } from './report';
import type { Session } from './Session';

/**
 * What an action would do, for a dry-run of a task: it looks, says what is
 * possible now, and changes nothing.
 */
export async function previewAction(options: {
  ctx: AnyContext;
  session: Session;
  address: ResourceAddress;
  action: ResourceAction;
}): Promise<Report> {
  const { ctx, session, address, action } = options;
  if (address.resourceId === DRY_RUN_RESOURCE_ID) {
    ctx.logger.info(`Would ${verbOf(action)} the resource`);
    return {
      resourceId: DRY_RUN_RESOURCE_ID,
      state: 'provision',
      status: 'ready',
      outputs: {},
    };
  }
  const resource = await findResource(session, address);
  const actions = await session.client.listResourceActions(
    resource.id,
    await session.asInitiator(),
  );
  const reasons = actions
    .filter(item => item.action === action && !item.allowed)
    .flatMap(item => item.reasons.map(({ message }) => message));
  const verb = verbOf(action);
  if (reasons.length > 0) {
    ctx.logger.warn(
      `Could not ${verb} '${resource.name}' now: ${reasons.join('; ')}`,
    );
  } else {
    ctx.logger.info(`Would ${verb} '${resource.name}'`);
  }
  return {
    resourceId: resource.id,
    state: resource.state,
    status: resource.status,
    outputs: {},
  };
}
