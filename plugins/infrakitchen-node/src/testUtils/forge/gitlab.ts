import type { ForgePullRequest } from './ForgePullRequest';
import type { ForgeRepository } from './ForgeRepository';
import {
  mergeRequestJson,
  noteJson,
  projectJson,
  statusJson,
} from './gitlabJson';
import { gitlabDelivery } from './gitlabWebhooks';
import { pageOf } from './route';
import {
  ForgeRefusal,
  type ForgeCall,
  type ForgeDialect,
  type ForgeRefusalReason,
  type ForgeRoute,
} from './types';

const API = '/api/v4';
const PROJECT = `${API}/projects/:project`;
const REQUEST = `${PROJECT}/merge_requests/:iid`;

const STATUS: Record<ForgeRefusalReason, number> = {
  archived: 403,
  blocked: 405,
  closed: 405,
  conflict: 422,
  empty: 400,
  exists: 409,
  forbidden: 403,
  invalid: 400,
  missing: 404,
  moved: 409,
  unauthorized: 401,
};

/** By its id, or by its path where that is no number. */
function projectOf({ forge, path }: ForgeCall): ForgeRepository {
  const { project } = path;
  return forge.get(
    /^[0-9]+$/.test(project) ? { id: project } : { fullName: project },
  );
}

function requestOf(call: ForgeCall): ForgePullRequest {
  return projectOf(call).pullRequest(call.path.iid);
}

function paged<T>({ query }: ForgeCall, items: readonly T[]): T[] {
  const size = Number(query.get('per_page') ?? 20);
  return pageOf(items, { page: Number(query.get('page') ?? 1), size }).items;
}

/** Fast-forwards what is up to date; GitLab rebases nothing while it merges. */
async function assertUpToDate(request: ForgePullRequest): Promise<void> {
  const [method] = request.repository.mergeMethods;
  const { git } = request.repository;
  if (
    method === 'rebase' &&
    !(await git.contains(await request.head(), await request.base()))
  ) {
    throw new ForgeRefusal('blocked', 'It has to be rebased');
  }
}

async function merge(call: ForgeCall): Promise<ForgePullRequest> {
  const { body, user } = call;
  const request = requestOf(call);
  const { mergeMethods } = request.repository;
  await assertUpToDate(request);
  const isSquash = body.squash === true || mergeMethods[0] === 'squash';
  await request.merge(user, {
    head: body.sha,
    method: isSquash ? 'squash' : mergeMethods[0],
    message: isSquash ? body.squash_commit_message : body.merge_commit_message,
  });
  return request;
}

const routes: ForgeRoute[] = [
  {
    method: 'GET',
    path: `${API}/projects`,
    handle: call => {
      const wanted = (call.query.get('search') ?? '').toLowerCase();
      const found = call.forge.repositories
        .filter(({ isDeleted }) => !isDeleted)
        .filter(({ fullName }) => fullName.toLowerCase().includes(wanted));
      return { body: paged(call, found).map(at => projectJson(at, call.user)) };
    },
  },
  {
    method: 'GET',
    path: PROJECT,
    handle: async call => {
      const project = projectOf(call);
      const isEmpty = (await project.git.refs()).size === 0;
      const { default_branch: branch, ...body } = projectJson(
        project,
        call.user,
      );
      return {
        body: { ...body, default_branch: isEmpty ? null : branch },
      };
    },
  },
  {
    method: 'GET',
    path: `${PROJECT}/repository/branches/:branch`,
    handle: async call => {
      const { git, protection } = projectOf(call);
      const name = call.path.branch;
      const commit = await git.head(name);
      if (commit === undefined) {
        throw new ForgeRefusal('missing', '404 Branch Not Found');
      }
      return {
        body: {
          ...{ name, merged: false, default: false, can_push: true },
          protected: protection.has(name),
          commit: { id: commit, short_id: commit.slice(0, 8) },
        },
      };
    },
  },
  {
    method: 'GET',
    path: `${PROJECT}/approval_rules`,
    handle: call => ({
      body: [...projectOf(call).protection].map(([name, rules], id) => ({
        ...{ id, name: `Rule ${id}`, rule_type: 'regular' },
        approvals_required: rules.reviews ?? 0,
        protected_branches: [{ id, name }],
      })),
    }),
  },
  {
    method: 'GET',
    path: `${PROJECT}/repository/commits/:commit/statuses`,
    handle: call => ({
      body: paged(call, projectOf(call).checksOf(call.path.commit)).map(
        statusJson,
      ),
    }),
  },
  {
    method: 'GET',
    path: `${PROJECT}/merge_requests`,
    handle: async call => {
      const source = call.query.get('source_branch');
      const found = projectOf(call)
        .pullRequests.filter(at => source === null || at.source === source)
        .reverse();
      return {
        body: await Promise.all(paged(call, found).map(mergeRequestJson)),
      };
    },
  },
  {
    method: 'POST',
    path: `${PROJECT}/merge_requests`,
    writes: true,
    handle: async call => {
      const { body, user } = call;
      const opened = await projectOf(call).open({
        ...{ title: body.title, body: body.description, author: user },
        ...{ source: body.source_branch, target: body.target_branch },
        mayBeEmpty: true,
      });
      return { status: 201, body: await mergeRequestJson(opened) };
    },
  },
  {
    method: 'GET',
    path: REQUEST,
    handle: async call => ({ body: await mergeRequestJson(requestOf(call)) }),
  },
  {
    method: 'PUT',
    path: REQUEST,
    writes: true,
    handle: async call => {
      const { body, user } = call;
      const request = requestOf(call);
      if (body.state_event === 'close') {
        request.close(user);
      } else {
        request.edit({ title: body.title, body: body.description }, user);
      }
      return { body: await mergeRequestJson(request) };
    },
  },
  {
    method: 'PUT',
    path: `${REQUEST}/merge`,
    writes: true,
    handle: async call => ({
      body: await mergeRequestJson(await merge(call)),
    }),
  },
  {
    method: 'GET',
    path: `${REQUEST}/approvals`,
    handle: async call => {
      const request = requestOf(call);
      const { reviews } = await request.obstacles();
      return {
        body: {
          approvals_required: reviews + request.approvals.size,
          approvals_left: reviews,
          approved_by: [],
        },
      };
    },
  },
  {
    method: 'GET',
    path: `${REQUEST}/notes`,
    handle: call => {
      const request = requestOf(call);
      return {
        body: paged(call, request.comments).map(at => noteJson(request, at)),
      };
    },
  },
  {
    method: 'POST',
    path: `${REQUEST}/notes`,
    writes: true,
    handle: call => {
      const request = requestOf(call);
      const note = request.comment(call.body.body, call.user);
      return { status: 201, body: noteJson(request, note) };
    },
  },
  {
    method: 'PUT',
    path: `${REQUEST}/notes/:id`,
    writes: true,
    handle: call => {
      const { path, body, user } = call;
      const request = requestOf(call);
      const note = request.editComment(Number(path.id), body.body, user);
      return { body: noteJson(request, note) };
    },
  },
];

/** The REST API of GitLab. */
export const gitlabDialect: ForgeDialect = {
  vendor: 'gitlab',
  serves: path => path.startsWith(`${API}/`),
  routes,
  refuse: ({ reason, message }) => ({
    status: STATUS[reason],
    body: { message },
  }),
  throttle: seconds => ({
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: 'Retry later\n',
  }),
  deliver: gitlabDelivery,
};
