import { createHmac } from 'node:crypto';
import { pullRequestJson, repositoryJson, userJson } from './githubJson';
import { pullRequestsAt } from './pullRequestsAt';
import type { ForgeDialect, ForgeEvent } from './types';

const ACTIONS = {
  opened: 'opened',
  edited: 'edited',
  pushed: 'synchronize',
  reopened: 'reopened',
  closed: 'closed',
  merged: 'closed',
};
const NONE = '0'.repeat(40);

/** Posts as GitHub does, with the signature of the body. */
export const githubDelivery: ForgeDialect['deliver'] = async (
  event,
  { secret, forge, id },
) => {
  const told = await payloadOf(event);
  if (!told) {
    return undefined;
  }
  const body = JSON.stringify({
    ...told.payload,
    repository: repositoryJson(event.repository, forge.system),
    sender: userJson(event.actor, forge.url),
  });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/forge',
      'x-github-event': told.name,
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${signature}`,
    },
    body,
  };
};

async function payloadOf(
  event: ForgeEvent,
): Promise<{ name: string; payload: object } | undefined> {
  switch (event.kind) {
    case 'push': {
      const [{ ref, before, after }] = event.refs;
      return {
        name: 'push',
        payload: { ref, before: before ?? NONE, after: after ?? NONE },
      };
    }
    case 'check':
      return event.check.name.startsWith('status/')
        ? {
            name: 'status',
            payload: { sha: event.commit, context: event.check.name },
          }
        : { name: 'check_run', payload: await checkRunOf(event) };
    case 'repository':
      return { name: 'repository', payload: { action: event.action } };
    default:
      return pullRequestPayload(event);
  }
}

async function checkRunOf(
  event: Extract<ForgeEvent, { kind: 'check' }>,
): Promise<object> {
  const pullRequests = await pullRequestsAt(event);
  return {
    action: event.check.state === 'pending' ? 'created' : 'completed',
    check_run: {
      ...{ name: event.check.name, head_sha: event.commit },
      pull_requests: pullRequests.map(({ number }) => ({ number })),
    },
  };
}

async function pullRequestPayload(
  event: Extract<ForgeEvent, { kind: 'pull_request' }>,
): Promise<{ name: string; payload: object }> {
  const { pullRequest, action } = event;
  const { number } = pullRequest;
  if (action === 'commented') {
    return {
      name: 'issue_comment',
      payload: { action: 'created', issue: { number, pull_request: {} } },
    };
  }
  const told = { pull_request: await pullRequestJson(pullRequest) };
  return action === 'approved'
    ? {
        name: 'pull_request_review',
        payload: { action: 'submitted', ...told },
      }
    : {
        name: 'pull_request',
        payload: { action: ACTIONS[action], number, ...told },
      };
}
