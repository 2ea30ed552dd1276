import { mockServices } from '@backstage/backend-test-utils';
import type {
  RepositoryEvent,
  RepositoryHostProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { PullRequestWaker } from './PullRequestWaker';
import { RepositoryEvents } from './RepositoryEvents';

function create() {
  const looked: string[] = [];
  const pushes: unknown[] = [];
  const synced: string[] = [];
  const logger = mockServices.logger.mock();
  const waker = new PullRequestWaker({
    flow: {
      look: async id => {
        looked.push(id);
        await new Promise(resolve => setTimeout(resolve, 20));
      },
    },
    restorer: { look: async () => undefined },
    store: {
      takeDue: async () => [],
      wake: async () => undefined,
      get: async () => undefined,
    },
    logger,
  });
  waker.start();
  const provider = {
    key: 'github',
    eventTopic: 'github',
    readEvent: ({ payload }: { payload: unknown }) => {
      if (payload === 'broken') {
        throw new Error('broken');
      }
      return payload as RepositoryEvent | undefined;
    },
  } as unknown as RepositoryHostProvider;
  const events = new RepositoryEvents({
    events: mockServices.events.mock(),
    providers: () => [provider],
    workspaces: {
      matching: async ({ repositoryId }) =>
        repositoryId === '1' ? [{ id: 'w', defaultBranch: 'main' }] : [],
    },
    store: {
      matching: async ({ number }) => [number ? `pr-${number}` : 'pr-open'],
    },
    waker,
    syncer: { wake: async ids => void synced.push(...ids) },
    onPush: [async event => void pushes.push(event)],
    logger,
  });
  const receive = (
    eventPayload: unknown,
    metadata: Record<string, string> = {},
  ) => events.receive(provider, { topic: 'github', eventPayload, metadata });
  return { receive, waker, looked, pushes, synced, logger };
}

it('looks at the pull request that an event names, else at those that are open and the repository', async () => {
  const { receive, waker, looked, synced } = create();
  await receive({ repositoryId: '1', pullRequest: '7' });
  await receive({ repositoryId: '1' });
  await receive({ repositoryId: '2', pullRequest: '7' });
  await receive(undefined);
  await waker.idle();
  expect(looked).toEqual(['pr-7', 'pr-open']);
  expect(synced).toEqual(['w']);
  await waker.stop();
});

it('takes a delivery once, and another one of the same name for what it is', async () => {
  const { receive, waker, pushes } = create();
  const event = { repositoryId: '1', refs: ['refs/heads/main'] };
  const named = { 'X-GitHub-Delivery': 'abc' };
  await receive(event, named);
  await receive(event, named);
  expect(pushes).toHaveLength(1);
  await receive({ ...event, refs: ['refs/tags/v1'] }, named);
  expect(pushes).toHaveLength(2);
  await waker.stop();
});

it('does not read what is too large, and survives what it cannot read', async () => {
  const { receive, waker, looked, logger } = create();
  await receive(
    { repositoryId: '1', pullRequest: '7' },
    { 'content-length': `${2 * 1024 * 1024}` },
  );
  await receive('broken');
  await waker.idle();
  expect(looked).toEqual([]);
  expect(logger.warn).toHaveBeenCalledWith(
    expect.stringContaining('could not be understood'),
  );
  await waker.stop();
});

it('200 events about one pull request lead to two looks at most', async () => {
  const { receive, waker, looked } = create();
  await Promise.all(
    Array.from({ length: 200 }, () =>
      receive({ repositoryId: '1', pullRequest: '7' }),
    ),
  );
  await waker.idle();
  expect(looked.length).toBeLessThanOrEqual(2);
  await waker.stop();
});
