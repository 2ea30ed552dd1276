import type { StandInAnswer } from '../standIn';
import type { ForgePullRequest } from './ForgePullRequest';
import type { ForgeRepository } from './ForgeRepository';
import {
  branchJson,
  checkRunJson,
  combinedStatusJson,
  commentJson,
  issueJson,
  isStatus,
  pullRequestJson,
  repositoryJson,
  reviewJson,
  rulesJson,
} from './githubJson';
import { githubDelivery } from './githubWebhooks';
import { pageOf } from './route';
import {
  ForgeRefusal,
  type ForgeCall,
  type ForgeDialect,
  type ForgeRefusalReason,
  type ForgeRoute,
} from './types';

const API = '/api/v3';
const REPOSITORY = `${API}/repos/:owner/:name`;
const PULL = `${REPOSITORY}/pulls/:number`;

const STATUS: Record<ForgeRefusalReason, number> = {
  archived: 403,
  blocked: 405,
  closed: 405,
  conflict: 405,
  empty: 422,
  exists: 422,
  forbidden: 403,
  invalid: 422,
  missing: 404,
  moved: 409,
  unauthorized: 401,
};

function repositoryOf({ forge, path }: ForgeCall): ForgeRepository {
  return forge.get({ fullName: `${path.owner}/${path.name}` });
}

function pullOf(call: ForgeCall): ForgePullRequest {
  return repositoryOf(call).pullRequest(call.path.number);
}

function paged<T>({ query }: ForgeCall, items: readonly T[]) {
  const size = Number(query.get('per_page') ?? 30);
  const page = Number(query.get('page') ?? 1);
  return pageOf(items, { page, size });
}

/** Answers for a repository, or says where it is now called otherwise. */
function onRepository(
  handle: (call: ForgeCall, repository: ForgeRepository) => unknown,
  status = 200,
): ForgeRoute['handle'] {
  return async call => {
    const repository = repositoryOf(call);
    const { owner, name } = call.path;
    if (
      repository.fullName.toLowerCase() !== `${owner}/${name}`.toLowerCase()
    ) {
      return moved(call, repository);
    }
    return { status, body: await handle(call, repository) };
  };
}

function moved(
  { request, forge, path }: ForgeCall,
  { id }: ForgeRepository,
): StandInAnswer {
  const rest = request.url.pathname.slice(
    `${API}/repos/${path.owner}/${path.name}`.length,
  );
  const url = `${forge.url}${API}/repositories/${id}${rest}`;
  return {
    status: request.method === 'GET' ? 301 : 307,
    headers: { location: url },
    body: { message: 'Moved Permanently', url, documentation_url: url },
  };
}

const routes: ForgeRoute[] = [
  {
    method: 'POST',
    path: `${API}/app/installations/:id/access_tokens`,
    handle: ({ user, forge }) => ({
      status: 201,
      body: {
        token: user.token,
        expires_at: new Date(forge.now + 3_600_000).toISOString(),
        permissions: { contents: 'write', pull_requests: 'write' },
        repository_selection: 'all',
      },
    }),
  },
  {
    method: 'GET',
    path: `${API}/installation/repositories`,
    handle: call => {
      const living = call.forge.repositories.filter(at => !at.isDeleted);
      const repositories = paged(call, living).items.map(at =>
        repositoryJson(at, call.user),
      );
      return { body: { total_count: living.length, repositories } };
    },
  },
  {
    method: 'GET',
    path: `${API}/user/repos`,
    handle: call => {
      const living = call.forge.repositories.filter(at => !at.isDeleted);
      return {
        body: paged(call, living).items.map(at =>
          repositoryJson(at, call.user),
        ),
      };
    },
  },
  {
    method: 'GET',
    path: `${API}/repositories/:id`,
    handle: ({ forge, path, user }) => ({
      body: repositoryJson(forge.get({ id: path.id }), user),
    }),
  },
  {
    method: 'GET',
    path: REPOSITORY,
    handle: onRepository(({ user }, repository) =>
      repositoryJson(repository, user),
    ),
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/branches/*branch`,
    handle: onRepository(async ({ path }, repository) => {
      const commit = await repository.git.head(path.branch);
      if (commit === undefined) {
        throw new ForgeRefusal('missing', 'Branch not found');
      }
      return branchJson(repository, path.branch, commit);
    }),
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/rules/branches/*branch`,
    handle: onRepository(({ path }, repository) =>
      rulesJson(repository, path.branch),
    ),
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/commits/:commit/check-runs`,
    handle: onRepository((call, repository) => {
      const checks = repository
        .checksOf(call.path.commit)
        .filter(check => !isStatus(check));
      return {
        total_count: checks.length,
        check_runs: paged(call, checks).items.map(check =>
          checkRunJson(repository, call.path.commit, check),
        ),
      };
    }),
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/commits/:commit/status`,
    handle: onRepository(({ path }, repository) =>
      combinedStatusJson(repository, path.commit),
    ),
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/pulls`,
    handle: onRepository(async (call, { owner, pullRequests }) => {
      const [headOwner, source] = (call.query.get('head') ?? '').split(
        /:(.*)/s,
      );
      const state = call.query.get('state') ?? 'open';
      const found = pullRequests
        .filter(at => source === undefined || at.source === source)
        .filter(() => headOwner === '' || headOwner === owner)
        .filter(
          at => state === 'all' || (at.state === 'open') === (state === 'open'),
        )
        .reverse();
      return Promise.all(
        paged(call, found).items.map(at => pullRequestJson(at)),
      );
    }),
  },
  {
    method: 'POST',
    path: `${REPOSITORY}/pulls`,
    writes: true,
    handle: onRepository(async ({ body, user }, repository) => {
      const opened = await repository.open({
        ...{ title: body.title, body: body.body },
        ...{ source: body.head, target: body.base, author: user },
      });
      return pullRequestJson(opened);
    }, 201),
  },
  {
    method: 'GET',
    path: PULL,
    handle: onRepository(call => pullRequestJson(pullOf(call))),
  },
  {
    method: 'PATCH',
    path: PULL,
    writes: true,
    handle: onRepository(call => {
      const { body, user } = call;
      const pullRequest = pullOf(call);
      if (body.state === 'closed' && pullRequest.state === 'open') {
        pullRequest.close(user);
      }
      pullRequest.edit({ title: body.title, body: body.body }, user);
      return pullRequestJson(pullRequest);
    }),
  },
  {
    method: 'PUT',
    path: `${PULL}/merge`,
    writes: true,
    handle: onRepository(async call => {
      const { body, user } = call;
      const pullRequest = pullOf(call);
      await pullRequest.merge(user, {
        head: body.sha,
        method: body.merge_method ?? 'merge',
        message:
          [body.commit_title, body.commit_message]
            .filter(Boolean)
            .join('\n\n') || undefined,
      });
      return {
        sha: pullRequest.mergeCommit,
        ...{ merged: true, message: 'Pull Request successfully merged' },
      };
    }),
  },
  {
    method: 'GET',
    path: `${PULL}/reviews`,
    handle: onRepository(call => {
      const pullRequest = pullOf(call);
      return paged(call, [...pullRequest.approvals.values()]).items.map(user =>
        reviewJson(pullRequest, user),
      );
    }),
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/issues/:number`,
    handle: onRepository(call => issueJson(pullOf(call))),
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/issues/:number/comments`,
    handle: onRepository(call => {
      const pullRequest = pullOf(call);
      return paged(call, pullRequest.comments).items.map(comment =>
        commentJson(pullRequest, comment),
      );
    }),
  },
  {
    method: 'POST',
    path: `${REPOSITORY}/issues/:number/comments`,
    writes: true,
    handle: onRepository(call => {
      const pullRequest = pullOf(call);
      return commentJson(
        pullRequest,
        pullRequest.comment(call.body.body, call.user),
      );
    }, 201),
  },
  {
    method: 'PATCH',
    path: `${REPOSITORY}/issues/comments/:id`,
    writes: true,
    handle: onRepository(({ path, body, user }, repository) => {
      const pullRequest = repository.pullRequests.find(at =>
        at.comments.some(({ id }) => String(id) === path.id),
      );
      if (!pullRequest) {
        throw new ForgeRefusal('missing', 'Not Found');
      }
      const comment = pullRequest.editComment(Number(path.id), body.body, user);
      return commentJson(pullRequest, comment);
    }),
  },
];

/** The REST API of GitHub Enterprise, as on github.com. */
export const githubDialect: ForgeDialect = {
  vendor: 'github',
  serves: path => path.startsWith(`${API}/`),
  routes,
  refuse({ reason, message }) {
    const status = STATUS[reason];
    const told = {
      exists: 'A pull request already exists',
      empty: 'No commits between',
    };
    const detail = told[reason as keyof typeof told] ?? message;
    return {
      status,
      body: {
        message: status === 422 ? 'Validation Failed' : message,
        documentation_url: 'https://docs.github.com/rest',
        ...(status === 422 && {
          errors: [
            { resource: 'PullRequest', code: 'custom', message: detail },
          ],
        }),
      },
    };
  },
  throttle: seconds => ({
    status: 403,
    headers: { 'retry-after': String(seconds) },
    body: {
      message: 'You have exceeded a secondary rate limit',
      documentation_url: 'https://docs.github.com/rest',
    },
  }),
  deliver: githubDelivery,
};
