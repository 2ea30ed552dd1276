/**
 * Name of the state of a resource in a storage that is not the managed one. By
 * id, because a name is free again once its resource is destroyed.
 */
export function stateKeyOf(resource: {
  id: string;
  templateKey: string;
}): string {
  return `${resource.templateKey}-${resource.id}`;
}
