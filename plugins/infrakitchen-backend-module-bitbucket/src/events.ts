import {
  idAt,
  textAt,
  type RepositoryEvent,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** As Backstage's own module for Bitbucket Cloud calls it. */
export const EVENT_TOPIC = 'bitbucketCloud';
/** A push of more refs than these tells to look at all of them. */
const MAX_REFS = 100;

/** Where a webhook of Bitbucket tells to look. */
export function readEvent({
  payload,
  metadata,
}: {
  payload: unknown;
  metadata: Record<string, string | string[] | undefined>;
}): RepositoryEvent | undefined {
  const name = String(metadata['x-event-key'] ?? '');
  const repositoryId = textAt(payload, 'repository', 'uuid');
  if (repositoryId === undefined) {
    return undefined;
  }
  const repositoryUrl = textAt(payload, 'repository', 'links', 'html', 'href');
  const found = { repositoryId, ...(repositoryUrl && { repositoryUrl }) };
  if (name === 'repo:push') {
    const refs = refsOf(payload);
    return { ...found, ...(refs.length > 0 && { refs }) };
  }
  if (name.startsWith('pullrequest:')) {
    const pullRequest = idAt(payload, 'pullrequest', 'id');
    return pullRequest === undefined ? undefined : { ...found, pullRequest };
  }
  // Statuses of commits, new names and owners.
  return /^repo:(commit_status_|updated|transfer|deleted)/.test(name)
    ? found
    : undefined;
}

function refsOf(payload: unknown): string[] {
  const refs: string[] = [];
  for (let index = 0; index < MAX_REFS; index++) {
    const path = ['push', 'changes', index];
    const side = textAt(payload, ...path, 'new', 'name') ? 'new' : 'old';
    const name = textAt(payload, ...path, side, 'name');
    if (name === undefined) {
      break;
    }
    const isTag = textAt(payload, ...path, side, 'type') === 'tag';
    refs.push(`refs/${isTag ? 'tags' : 'heads'}/${name}`);
  }
  return refs;
}
