import type { JsonValue } from '@backstage/types';
import type { Provenance, ResourceLink } from '../api';

const MAX_SHOWN = 80;

/** A piece of user text in quotes, on one line and not too long. */
export function quote(text: string): string {
  return JSON.stringify(shorten(text));
}

/** A JSON value as it may stand in a sentence. */
export function showValue(value: JsonValue | undefined): string {
  return value === undefined ? 'no value' : shorten(JSON.stringify(value));
}

/** A resource as it may stand in a sentence. */
export function describeResource(resource: ResourceLink | undefined): string {
  if (!resource) {
    return 'this resource';
  }
  return resource.templateName
    ? `${resource.templateName} ${quote(resource.name)}`
    : quote(resource.name);
}

/** "a", "a and b", "a, b and c". */
export function listOf(
  items: readonly string[],
  conjunction: 'and' | 'or' = 'and',
): string {
  return items.length < 2
    ? items.join('')
    : `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`;
}

/**
 * Where a value comes from, in words: "the config "region" of Account "prod"".
 *
 * @public
 */
export function describeProvenance(provenance: Provenance): string {
  const { source, name, resource, project } = provenance;
  switch (source) {
    case 'module_default':
      return "the module's default";
    case 'template_default':
      return "the template's default";
    case 'project':
      return `the config ${quote(name ?? '')} of the project ${quote(
        project?.name ?? '',
      )}`;
    case 'config':
      return `the config ${quote(name ?? '')} of ${describeResource(resource)}`;
    case 'reference':
      return `the output ${quote(name ?? '')} of ${describeResource(resource)}`;
    case 'change':
      return 'the pending change';
    default:
      return 'the value set on the resource';
  }
}

function shorten(text: string): string {
  const characters = Array.from(text.slice(0, 2 * MAX_SHOWN + 2));
  return characters.length > MAX_SHOWN
    ? `${characters.slice(0, MAX_SHOWN).join('')}…`
    : text;
}
