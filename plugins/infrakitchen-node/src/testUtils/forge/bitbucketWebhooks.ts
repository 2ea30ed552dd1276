import { createHmac } from 'node:crypto';
import {
  bitbucketPullRequestJson,
  bitbucketRepositoryJson,
  bitbucketStatusJson,
  bitbucketUserJson,
} from './bitbucketJson';
import type { ForgeDialect, ForgeEvent } from './types';

const KEYS = {
  opened: 'pullrequest:created',
  edited: 'pullrequest:updated',
  pushed: 'pullrequest:updated',
  reopened: 'pullrequest:updated',
  closed: 'pullrequest:rejected',
  merged: 'pullrequest:fulfilled',
  approved: 'pullrequest:approved',
  commented: 'pullrequest:comment_created',
};

/** Posts as Bitbucket Cloud does, with the signature of the body. */
export const bitbucketDelivery: ForgeDialect['deliver'] = async (
  event,
  { secret, id },
) => {
  const told = await payloadOf(event);
  if (!told) {
    return undefined;
  }
  const body = JSON.stringify({
    ...told.payload,
    actor: bitbucketUserJson(event.actor),
    repository: bitbucketRepositoryJson(event.repository),
  });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Bitbucket-Webhooks/2.0',
      'x-event-key': told.key,
      'x-request-uuid': id,
      'x-hub-signature': `sha256=${signature}`,
    },
    body,
  };
};

async function payloadOf(
  event: ForgeEvent,
): Promise<{ key: string; payload: object } | undefined> {
  switch (event.kind) {
    case 'push':
      return {
        key: 'repo:push',
        payload: { push: { changes: event.refs.map(changeOf) } },
      };
    case 'check':
      return {
        key: 'repo:commit_status_updated',
        payload: { commit_status: bitbucketStatusJson(event.check) },
      };
    case 'pull_request':
      return {
        key: KEYS[event.action],
        payload: {
          pullrequest: await bitbucketPullRequestJson(event.pullRequest),
        },
      };
    default:
      return event.action === 'renamed'
        ? { key: 'repo:updated', payload: { changes: {} } }
        : undefined;
  }
}

function changeOf({
  ref,
  before,
  after,
}: Extract<ForgeEvent, { kind: 'push' }>['refs'][number]) {
  const [, kind, ...rest] = ref.split('/');
  const type = kind === 'tags' ? 'tag' : 'branch';
  const side = (hash?: string) =>
    hash ? { type, name: rest.join('/'), target: { hash } } : null;
  return { old: side(before), new: side(after) };
}
