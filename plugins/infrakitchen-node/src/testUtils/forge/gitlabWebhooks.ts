import { gitlabUserJson, mergeRequestJson, projectJson } from './gitlabJson';
import { pullRequestsAt } from './pullRequestsAt';
import type { ForgeDialect, ForgeEvent } from './types';

const ACTIONS = {
  opened: 'open',
  edited: 'update',
  pushed: 'update',
  reopened: 'reopen',
  closed: 'close',
  merged: 'merge',
  approved: 'approved',
};
const NONE = '0'.repeat(40);

/** Posts as GitLab does, with the secret itself in a header. */
export const gitlabDelivery: ForgeDialect['deliver'] = async (
  event,
  { secret, forge, id },
) => {
  const told = await payloadOf(event);
  if (!told) {
    return undefined;
  }
  const project = projectJson(event.repository, forge.system);
  const body = JSON.stringify({
    ...told.payload,
    user: gitlabUserJson(event.actor),
    project: { ...project, git_http_url: project.http_url_to_repo },
  });
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitLab/forge',
      'x-gitlab-event': told.name,
      'x-gitlab-event-uuid': id,
      'x-gitlab-token': secret,
    },
    body,
  };
};

async function payloadOf(
  event: ForgeEvent,
): Promise<{ name: string; payload: object } | undefined> {
  switch (event.kind) {
    case 'push': {
      const [{ ref, before = NONE, after = NONE }] = event.refs;
      const isTag = ref.startsWith('refs/tags/');
      return {
        name: isTag ? 'Tag Push Hook' : 'Push Hook',
        payload: {
          object_kind: isTag ? 'tag_push' : 'push',
          ...{ ref, before, after, project_id: event.repository.id },
        },
      };
    }
    case 'check': {
      const [request] = await pullRequestsAt(event);
      return {
        name: 'Pipeline Hook',
        payload: {
          object_kind: 'pipeline',
          object_attributes: { sha: event.commit, name: event.check.name },
          ...(request && { merge_request: { iid: request.number } }),
        },
      };
    }
    case 'pull_request':
      return requestPayload(event);
    default:
      // Only system hooks of the whole host tell about projects.
      return undefined;
  }
}

async function requestPayload({
  action,
  pullRequest,
}: Extract<ForgeEvent, { kind: 'pull_request' }>): Promise<{
  name: string;
  payload: object;
}> {
  const told = await mergeRequestJson(pullRequest);
  return action === 'commented'
    ? {
        name: 'Note Hook',
        payload: {
          object_kind: 'note',
          object_attributes: { noteable_type: 'MergeRequest' },
          merge_request: told,
        },
      }
    : {
        name: 'Merge Request Hook',
        payload: {
          object_kind: 'merge_request',
          object_attributes: { ...told, action: ACTIONS[action] },
        },
      };
}
