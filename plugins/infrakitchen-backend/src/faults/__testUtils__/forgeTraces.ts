import type {
  Forge,
  ForgeRepository,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import type { Trace } from './leaks';

/** All that a host was ever told of a repository, but for who signed in. */
export async function forgeTraces(
  repository: ForgeRepository,
): Promise<Trace[]> {
  return [
    await historyOf(repository),
    pullRequestsOf(repository),
    ...requestsOf(repository.forge),
  ];
}

/** Every branch and commit that was ever pushed, with what it changed. */
async function historyOf({ git }: ForgeRepository): Promise<Trace> {
  // Branches of what is over are gone, their commits are not.
  const objects = await git.git([
    'cat-file',
    '--batch-all-objects',
    '--batch-check=%(objecttype) %(objectname)',
  ]);
  const commits = objects
    .split('\n')
    .filter(line => line.startsWith('commit '))
    .map(line => line.split(' ')[1]);
  const text = await git.git([
    'show',
    '--patch',
    '--format=fuller',
    ...commits,
  ]);
  const refs = await git.git(['for-each-ref']);
  return { place: 'repository', data: Buffer.from(`${refs}\n${text}`) };
}

function pullRequestsOf({ pullRequests }: ForgeRepository): Trace {
  const texts = pullRequests.map(({ title, body, comments }) => ({
    ...{ title, body },
    comments: comments.map(comment => comment.body),
  }));
  return { place: 'pull requests', data: Buffer.from(JSON.stringify(texts)) };
}

/** Without the header that signs in, which has the token. */
function requestsOf({ requests }: Forge): Trace[] {
  const signIn = { authorization: '', 'private-token': '' };
  return requests.map(({ method, url, headers, body }) => ({
    place: `request ${method} ${url.pathname}`,
    data: Buffer.concat([
      Buffer.from(JSON.stringify({ url, headers: { ...headers, ...signIn } })),
      body,
    ]),
  }));
}
