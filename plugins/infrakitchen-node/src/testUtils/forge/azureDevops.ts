import {
  azureCommentJson,
  azurePullRequestJson,
  azureRepositoryJson,
  azureStatusJson,
  configurationsJson,
  evaluationsJson,
  methodOfStrategy,
  projectIdOf,
} from './azureDevopsJson';
import { AREAS, LOCATIONS } from './azureDevopsLocations';
import { azureDevopsDelivery } from './azureDevopsWebhooks';
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

const ORGANISATION = '/contoso';
const GIT = `${ORGANISATION}/_apis/git/repositories`;
const REPOSITORY = `${GIT}/:repository`;
const PULL = `${REPOSITORY}/pullRequests/:number`;
const ABANDONED = [2, 'abandoned'];
const COMPLETED = [3, 'completed'];

const STATUS: Record<ForgeRefusalReason, number> = {
  archived: 403,
  // Completing is a push to a branch that takes none.
  blocked: 403,
  closed: 400,
  conflict: 409,
  empty: 400,
  exists: 409,
  forbidden: 403,
  invalid: 400,
  missing: 404,
  moved: 409,
  unauthorized: 401,
};

function repositoryOf({ forge, path }: ForgeCall): ForgeRepository {
  return forge.get({ id: path.repository });
}

function pullOf(call: ForgeCall): ForgePullRequest {
  return repositoryOf(call).pullRequest(call.path.number);
}

function listed(value: unknown[]) {
  return { body: { count: value.length, value } };
}

function optionsOf(area: string): ForgeRoute {
  return {
    method: 'OPTIONS',
    path: `${ORGANISATION}/_apis/${area}`,
    handle: () => listed(LOCATIONS[area] ?? []),
  };
}

async function change(call: ForgeCall): Promise<void> {
  const { body, user } = call;
  const pullRequest = pullOf(call);
  if (COMPLETED.includes(body.status)) {
    await pullRequest.merge(user, {
      head: body.lastMergeSourceCommit?.commitId,
      method: methodOfStrategy(body.completionOptions?.mergeStrategy),
      message: body.completionOptions?.mergeCommitMessage,
    });
  } else if (ABANDONED.includes(body.status)) {
    pullRequest.close(user);
  } else {
    pullRequest.edit({ title: body.title, body: body.description }, user);
  }
}

const routes: ForgeRoute[] = [
  ...['Location', 'git', 'policy', 'core'].map(optionsOf),
  {
    method: 'GET',
    path: `${ORGANISATION}/_apis/resourceAreas`,
    handle: ({ forge }) =>
      listed(
        Object.entries(AREAS).map(([name, id]) => ({
          ...{ id, name, locationUrl: `${forge.url}${ORGANISATION}/` },
        })),
      ),
  },
  {
    method: 'GET',
    path: GIT,
    handle: ({ forge }) =>
      listed(
        forge.repositories
          .filter(({ isDeleted }) => !isDeleted)
          .map(at => azureRepositoryJson(at)),
      ),
  },
  {
    method: 'GET',
    path: REPOSITORY,
    handle: async call => {
      const repository = repositoryOf(call);
      return { body: await withBranch(repository) };
    },
  },
  {
    method: 'GET',
    path: `${ORGANISATION}/:project/_apis/git/repositories/:name`,
    handle: async ({ forge, path }) => {
      const fullName = `${path.project}/${path.name}`;
      return { body: await withBranch(forge.get({ fullName })) };
    },
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/refs`,
    handle: async call => {
      const refs = await repositoryOf(call).git.refs();
      const prefix = `refs/${call.query.get('filter') ?? ''}`;
      return listed(
        [...refs]
          .filter(([name]) => name.startsWith(prefix))
          .map(([name, objectId]) => ({ name, objectId })),
      );
    },
  },
  {
    method: 'GET',
    path: `${REPOSITORY}/pullRequests`,
    handle: async call => {
      const source = call.query.get('searchCriteria.sourceRefName');
      const size = Number(call.query.get('$top') ?? 100);
      const found = repositoryOf(call)
        .pullRequests.filter(
          at => source === null || `refs/heads/${at.source}` === source,
        )
        .reverse();
      const { items } = pageOf(found, { page: 1, size });
      return listed(await Promise.all(items.map(azurePullRequestJson)));
    },
  },
  {
    method: 'POST',
    path: `${REPOSITORY}/pullRequests`,
    writes: true,
    handle: async call => {
      const { body, user } = call;
      const branchOf = (ref: string) => ref.replace(/^refs\/heads\//, '');
      if (String(body.description ?? '').length > 4000) {
        throw new ForgeRefusal('invalid', 'The description is too long');
      }
      const opened = await repositoryOf(call).open({
        ...{ title: body.title, body: body.description, author: user },
        source: branchOf(body.sourceRefName),
        target: branchOf(body.targetRefName),
        mayBeEmpty: true,
      });
      return { status: 201, body: await azurePullRequestJson(opened) };
    },
  },
  {
    method: 'GET',
    path: PULL,
    handle: async call => ({ body: await azurePullRequestJson(pullOf(call)) }),
  },
  {
    method: 'PATCH',
    path: PULL,
    writes: true,
    handle: async call => {
      await change(call);
      return { body: await azurePullRequestJson(pullOf(call)) };
    },
  },
  {
    method: 'GET',
    path: `${PULL}/statuses`,
    handle: async call =>
      listed((await pullOf(call).checks()).map(azureStatusJson)),
  },
  {
    method: 'GET',
    path: `${PULL}/threads`,
    handle: call =>
      listed(
        pullOf(call).comments.map(comment => ({
          ...{ id: comment.id, status: 'closed', isDeleted: false },
          comments: [azureCommentJson(comment)],
        })),
      ),
  },
  {
    method: 'POST',
    path: `${PULL}/threads`,
    writes: true,
    handle: call => {
      const [{ content }] = call.body.comments;
      const comment = pullOf(call).comment(content, call.user);
      const comments = [azureCommentJson(comment)];
      return { body: { id: comment.id, status: 'closed', comments } };
    },
  },
  {
    method: 'PATCH',
    path: `${PULL}/threads/:thread/comments/:comment`,
    writes: true,
    handle: call => {
      const { path, body, user } = call;
      const id = Number(path.thread);
      return {
        body: azureCommentJson(
          pullOf(call).editComment(id, body.content, user),
        ),
      };
    },
  },
  {
    method: 'GET',
    path: `${ORGANISATION}/:project/_apis/policy/configurations`,
    handle: ({ forge, path }) =>
      listed(
        forge.repositories
          .filter(at => !at.isDeleted && at.owner === path.project)
          .flatMap(configurationsJson),
      ),
  },
  {
    method: 'GET',
    path: `${ORGANISATION}/:project/_apis/policy/evaluations`,
    handle: async ({ forge, path, query }) => {
      const number = (query.get('artifactId') ?? '').split('/').at(-1);
      const found = forge.repositories
        .filter(({ owner }) => projectIdOf(owner) === path.project)
        .flatMap(({ pullRequests }) => pullRequests)
        .find(({ id }) => String(id) === number);
      return listed(found ? await evaluationsJson(found) : []);
    },
  },
];

async function withBranch(repository: ForgeRepository) {
  const json = azureRepositoryJson(repository);
  const isEmpty = (await repository.git.refs()).size === 0;
  return { ...json, defaultBranch: isEmpty ? undefined : json.defaultBranch };
}

/** The REST API of Azure DevOps, for the organisation `contoso`. */
export const azureDevopsDialect: ForgeDialect = {
  vendor: 'azure-devops',
  serves: path =>
    path.startsWith(`${ORGANISATION}/`) && path.includes('/_apis/'),
  routes,
  refuse: ({ reason, message }) => ({
    status: STATUS[reason],
    body: { $id: '1', message, typeKey: reason, errorCode: 0 },
  }),
  throttle: seconds => ({
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: { message: 'Request was blocked due to exceeding usage' },
  }),
  deliver: azureDevopsDelivery,
};
