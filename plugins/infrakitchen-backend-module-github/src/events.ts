import {
  idAt,
  textAt,
  type RepositoryEvent,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** Events that a pull request may look different after. */
const ABOUT_PULL_REQUESTS = [
  'check_run',
  'check_suite',
  'issue_comment',
  'pull_request',
  'pull_request_review',
  'status',
];
const ABOUT_REFS = ['push', 'create', 'delete'];

/** Where a webhook of GitHub tells to look. */
export function readEvent({
  payload,
  metadata,
}: {
  payload: unknown;
  metadata: Record<string, string | string[] | undefined>;
}): RepositoryEvent | undefined {
  const name = String(metadata['x-github-event'] ?? '');
  const repositoryId = idAt(payload, 'repository', 'id');
  if (repositoryId === undefined) {
    return undefined;
  }
  const repositoryUrl = textAt(payload, 'repository', 'clone_url');
  const found = { repositoryId, ...(repositoryUrl && { repositoryUrl }) };
  if (ABOUT_REFS.includes(name)) {
    const ref = refOf(payload);
    return ref === undefined ? undefined : { ...found, refs: [ref] };
  }
  if (ABOUT_PULL_REQUESTS.includes(name)) {
    const pullRequest = numberOf(payload);
    return { ...found, ...(pullRequest && { pullRequest }) };
  }
  return name === 'repository' ? found : undefined;
}

/** A push has the full name, what is made or deleted the short one. */
function refOf(payload: unknown): string | undefined {
  const ref = textAt(payload, 'ref');
  const type = textAt(payload, 'ref_type');
  if (ref === undefined || type === undefined) {
    return ref;
  }
  return `refs/${type === 'tag' ? 'tags' : 'heads'}/${ref}`;
}

function numberOf(payload: unknown): string | undefined {
  return (
    idAt(payload, 'pull_request', 'number') ??
    idAt(payload, 'issue', 'number') ??
    idAt(payload, 'check_run', 'pull_requests', 0, 'number') ??
    idAt(payload, 'check_suite', 'pull_requests', 0, 'number')
  );
}
