import {
  azureCommentJson,
  azurePullRequestJson,
  azureRepositoryJson,
} from './azureDevopsJson';
import type { ForgeDialect, ForgeEvent } from './types';

const NONE = '0'.repeat(40);
const COMMENT = 'ms.vss-code.git-pullrequest-comment-event';
const TYPES = {
  opened: 'git.pullrequest.created',
  edited: 'git.pullrequest.updated',
  pushed: 'git.pullrequest.updated',
  reopened: 'git.pullrequest.updated',
  closed: 'git.pullrequest.updated',
  merged: 'git.pullrequest.updated',
  approved: 'git.pullrequest.updated',
};

/** Posts as a service hook does, with the header that its owner entered. */
export const azureDevopsDelivery: ForgeDialect['deliver'] = async (
  event,
  { secret, id },
) => {
  const told = await payloadOf(event);
  return (
    told && {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-ado-webhook-secret': secret,
      },
      body: JSON.stringify({
        ...{ id, subscriptionId: id, notificationId: 1 },
        ...{ publisherId: 'tfs', resourceVersion: '1.0', ...told },
      }),
    }
  );
};

async function payloadOf(
  event: ForgeEvent,
): Promise<{ eventType: string; resource: object } | undefined> {
  const repository = azureRepositoryJson(event.repository);
  switch (event.kind) {
    case 'push':
      return {
        eventType: 'git.push',
        resource: {
          repository,
          refUpdates: event.refs.map(({ ref, before, after }) => ({
            name: ref,
            oldObjectId: before ?? NONE,
            newObjectId: after ?? NONE,
          })),
        },
      };
    case 'pull_request':
      return pullRequestPayload(event);
    case 'repository':
      return event.action === 'archived'
        ? { eventType: 'git.repo.statuschanged', resource: { repository } }
        : {
            eventType: `git.repo.${event.action}`,
            resource: { repository },
          };
    default:
      // Nothing is told of statuses.
      return undefined;
  }
}

async function pullRequestPayload({
  action,
  pullRequest,
}: Extract<ForgeEvent, { kind: 'pull_request' }>) {
  const told = await azurePullRequestJson(pullRequest);
  return action === 'commented'
    ? {
        eventType: COMMENT,
        resource: {
          comment: azureCommentJson(pullRequest.comments.at(-1)!),
          pullRequest: told,
        },
      }
    : { eventType: TYPES[action], resource: told };
}
