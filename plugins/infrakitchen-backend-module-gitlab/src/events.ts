import {
  idAt,
  textAt,
  type RepositoryEvent,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** Where a webhook of GitLab tells to look. */
export function readEvent({
  payload,
}: {
  payload: unknown;
  metadata: Record<string, string | string[] | undefined>;
}): RepositoryEvent | undefined {
  const repositoryId =
    idAt(payload, 'project', 'id') ?? idAt(payload, 'project_id');
  if (repositoryId === undefined) {
    return undefined;
  }
  const repositoryUrl = textAt(payload, 'project', 'git_http_url');
  const found = { repositoryId, ...(repositoryUrl && { repositoryUrl }) };
  switch (textAt(payload, 'object_kind') ?? textAt(payload, 'event_name')) {
    case 'push':
    case 'tag_push': {
      const ref = textAt(payload, 'ref');
      return ref === undefined ? undefined : { ...found, refs: [ref] };
    }
    case 'merge_request':
      return withNumber(found, idAt(payload, 'object_attributes', 'iid'));
    case 'note':
    case 'pipeline':
      return withNumber(found, idAt(payload, 'merge_request', 'iid'));
    case 'build':
    case 'project_rename':
    case 'project_transfer':
    case 'project_update':
    case 'project_destroy':
      return found;
    default:
      return undefined;
  }
}

/** Without a number it is about all of the repository. */
function withNumber(
  found: RepositoryEvent,
  pullRequest: string | undefined,
): RepositoryEvent {
  return { ...found, ...(pullRequest && { pullRequest }) };
}
