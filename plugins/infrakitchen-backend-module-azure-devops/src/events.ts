import {
  idAt,
  textAt,
  type RepositoryEvent,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** A push of more refs than these tells to look at all of them. */
const MAX_REFS = 100;

/** Where a service hook of Azure DevOps tells to look. */
export function readEvent({
  payload,
}: {
  payload: unknown;
  metadata: Record<string, string | string[] | undefined>;
}): RepositoryEvent | undefined {
  const type = textAt(payload, 'eventType') ?? '';
  if (type === 'git.push') {
    const refs = refsOf(payload);
    const found = repositoryAt(payload, 'resource', 'repository');
    return found && { ...found, ...(refs.length > 0 && { refs }) };
  }
  if (/^git\.repo\.(renamed|deleted|statuschanged)$/.test(type)) {
    return repositoryAt(payload, 'resource', 'repository');
  }
  if (type.startsWith('git.pullrequest.')) {
    return withNumber(
      repositoryAt(payload, 'resource', 'repository'),
      idAt(payload, 'resource', 'pullRequestId'),
    );
  }
  return type === 'ms.vss-code.git-pullrequest-comment-event'
    ? withNumber(
        repositoryAt(payload, 'resource', 'pullRequest', 'repository'),
        idAt(payload, 'resource', 'pullRequest', 'pullRequestId'),
      )
    : undefined;
}

function repositoryAt(
  payload: unknown,
  ...path: string[]
): RepositoryEvent | undefined {
  const repositoryId = textAt(payload, ...path, 'id');
  const repositoryUrl = textAt(payload, ...path, 'remoteUrl');
  return repositoryId === undefined
    ? undefined
    : { repositoryId, ...(repositoryUrl && { repositoryUrl }) };
}

function withNumber(
  found: RepositoryEvent | undefined,
  pullRequest: string | undefined,
): RepositoryEvent | undefined {
  return found && pullRequest !== undefined
    ? { ...found, pullRequest }
    : undefined;
}

function refsOf(payload: unknown): string[] {
  const refs: string[] = [];
  for (let index = 0; index < MAX_REFS; index++) {
    const ref = textAt(payload, 'resource', 'refUpdates', index, 'name');
    if (ref === undefined) {
      break;
    }
    refs.push(ref);
  }
  return refs;
}
