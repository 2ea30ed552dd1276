import {
  bitbucketCommentJson,
  bitbucketPullRequestJson,
  bitbucketRepositoryJson,
  bitbucketStatusJson,
  mergeMethodOf,
  restrictionsJson,
} from './bitbucketJson';
import { bitbucketDelivery } from './bitbucketWebhooks';
import type { ForgePullRequest } from './ForgePullRequest';
import type { ForgeRepository } from './ForgeRepository';
import { pageOf } from './route';
import {
  ForgeRefusal,
  type ForgeCall,
  type ForgeDialect,
  type ForgeRefusalReason,
  type ForgeRoute,
} from './types';

const API = '/2.0';
const REPOSITORY = `${API}/repositories/:workspace/:name`;
const PULL = `${REPOSITORY}/pullrequests/:id`;

const STATUS: Record<ForgeRefusalReason, number> = {
  archived: 403,
  blocked: 400,
  closed: 409,
  conflict: 400,
  empty: 400,
  exists: 400,
  forbidden: 403,
  invalid: 400,
  missing: 404,
  moved: 409,
  unauthorized: 401,
};

/** By its slug, or by its UUID in braces. */
function repositoryOf({ forge, path }: ForgeCall): ForgeRepository {
  const { workspace, name } = path;
  return name.startsWith('{')
    ? forge.get({ id: name.slice(1, -1) })
    : forge.get({ fullName: `${workspace}/${name}` });
}

function pullOf(call: ForgeCall): ForgePullRequest {
  return repositoryOf(call).pullRequest(call.path.id);
}

/** The value of `name = "value"` or `name ~ "value"` in a filter. */
function filterOf({ query }: ForgeCall): string | undefined {
  const [, value] =
    /[=~] "((?:[^"\\]|\\.)*)"$/.exec(query.get('q') ?? '') ?? [];
  return value?.replace(/\\(.)/g, '$1');
}

function listed<T>(call: ForgeCall, items: readonly T[]) {
  const size = Number(call.query.get('pagelen') ?? 10);
  const page = Number(call.query.get('page') ?? 1);
  const { items: values, hasMore } = pageOf(items, { page, size });
  return {
    ...{ values, page, pagelen: size, size: items.length },
    ...(hasMore && { next: `${call.request.url.href}&page=${page + 1}` }),
  };
}

const routes: ForgeRoute[] = [
  {
    method: 'GET',
    path: `${API}/repositories/:workspace`,
    handle: call => {
      const wanted = filterOf(call)?.toLowerCase() ?? '';
      const found = call.forge.repositories
        .filter(at => !at.isDeleted && at.owner === call.path.workspace)
        .filter(at => at.fullName.toLowerCase().includes(wanted));
      return { body: listed(call, found.map(bitbucketRepositoryJson)) };
    },
  },
  {
    method: 'GET',
    path: REPOSITORY,
    handle: async call => {
      const repository = repositoryOf(call);
      const isEmpty = (await repository.git.refs()).size === 0;
      const json = bitbucketRepositoryJson(repository);
      return { body: isEmpty ? { ...json, mainbranch: null } : json };
    },
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/refs/branches/*branch`,
    handle: async call => {
      const name = call.path.branch;
      const hash = await repositoryOf(call).git.head(name);
      if (hash === undefined) {
        throw new ForgeRefusal('missing', 'There is no such branch');
      }
      return { body: { type: 'branch', name, target: { hash } } };
    },
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/branch-restrictions`,
    handle: call => ({
      body: listed(call, restrictionsJson(repositoryOf(call))),
    }),
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/commit/:hash`,
    handle: async ({ path, ...call }) => {
      const { git } = repositoryOf({ path, ...call });
      const found = await git
        .git(['rev-parse', '--verify', '--quiet', `${path.hash}^{commit}`])
        .catch(() => undefined);
      if (!found) {
        throw new ForgeRefusal('missing', 'There is no such commit');
      }
      return { body: { type: 'commit', hash: found } };
    },
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/pullrequests`,
    handle: async call => {
      const source = filterOf(call);
      const found = repositoryOf(call)
        .pullRequests.filter(at => source === undefined || at.source === source)
        .reverse();
      return {
        body: listed(
          call,
          await Promise.all(found.map(bitbucketPullRequestJson)),
        ),
      };
    },
  },
  {
    method: 'POST',
    path: `${REPOSITORY}/pullrequests`,
    writes: true,
    handle: async call => {
      const { body, user } = call;
      const opened = await repositoryOf(call).open({
        ...{ title: body.title, body: body.description, author: user },
        source: body.source.branch.name,
        target: body.destination.branch.name,
      });
      return { status: 201, body: await bitbucketPullRequestJson(opened) };
    },
  },
  {
    method: 'GET',
    path: PULL,
    handle: async call => ({
      body: await bitbucketPullRequestJson(pullOf(call)),
    }),
  },
  {
    method: 'PUT',
    path: PULL,
    writes: true,
    handle: async call => {
      const { body, user } = call;
      const pullRequest = pullOf(call);
      pullRequest.edit({ title: body.title, body: body.description }, user);
      return { body: await bitbucketPullRequestJson(pullRequest) };
    },
  },
  {
    method: 'POST',
    path: `${PULL}/merge`,
    writes: true,
    handle: async call => {
      const { body, user } = call;
      const pullRequest = pullOf(call);
      await pullRequest.merge(user, {
        method: mergeMethodOf(body.merge_strategy),
        message: body.message,
      });
      return { body: await bitbucketPullRequestJson(pullRequest) };
    },
  },
  {
    method: 'POST',
    path: `${PULL}/decline`,
    writes: true,
    handle: async call => {
      const pullRequest = pullOf(call);
      pullRequest.close(call.user);
      return { body: await bitbucketPullRequestJson(pullRequest) };
    },
  },
  {
    method: 'GET',
    path: `${PULL}/statuses`,
    handle: async call => {
      const checks = await pullOf(call).checks();
      return { body: listed(call, checks.map(bitbucketStatusJson)) };
    },
  },
  {
    method: 'GET',
    path: `${PULL}/diffstat`,
    handle: async call => {
      const pullRequest = pullOf(call);
      const { workspace, name } = call.path;
      const spec = `${await pullRequest.head()}%0D${await pullRequest.base()}`;
      const path = `${API}/repositories/${workspace}/${encodeURIComponent(
        name,
      )}`;
      return {
        status: 302,
        headers: {
          location: `${path}/diffstat/${spec}?from_pullrequest_id=${pullRequest.number}&topic=true`,
        },
      };
    },
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/diffstat/:spec`,
    handle: async call => {
      const number = call.query.get('from_pullrequest_id') ?? '';
      const { hasConflict } = await repositoryOf(call)
        .pullRequest(number)
        .obstacles();
      const status = hasConflict ? 'merge conflict' : 'modified';
      return { body: listed(call, [{ type: 'diffstat', status }]) };
    },
  },
  {
    method: 'GET',
    path: `${PULL}/comments`,
    handle: call => ({
      body: listed(call, pullOf(call).comments.map(bitbucketCommentJson)),
    }),
  },
  {
    method: 'POST',
    path: `${PULL}/comments`,
    writes: true,
    handle: call => ({
      status: 201,
      body: bitbucketCommentJson(
        pullOf(call).comment(call.body.content.raw, call.user),
      ),
    }),
  },
  {
    method: 'PUT',
    path: `${PULL}/comments/:comment`,
    writes: true,
    handle: call => {
      const { path, body, user } = call;
      const id = Number(path.comment);
      return {
        body: bitbucketCommentJson(
          pullOf(call).editComment(id, body.content.raw, user),
        ),
      };
    },
  },
];

/** The REST API of Bitbucket Cloud. */
export const bitbucketDialect: ForgeDialect = {
  vendor: 'bitbucket',
  serves: path => path.startsWith(`${API}/`),
  routes,
  refuse: ({ reason, message }) => ({
    status: STATUS[reason],
    body: { type: 'error', error: { message } },
  }),
  throttle: seconds => ({
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: { type: 'error', error: { message: 'Rate limit exceeded' } },
  }),
  deliver: bitbucketDelivery,
};
