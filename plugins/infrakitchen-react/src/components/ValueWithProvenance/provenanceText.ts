import type { Provenance } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/**
 * Where a value comes from, in words such as
 * `from region eu-prod (config region)`.
 *
 * @public
 */
export function provenanceText(provenance: Provenance): string {
  const { source, resource, project, name } = provenance;
  const from = resource
    ? `from ${[resource.templateName, resource.name].filter(Boolean).join(' ')}`
    : 'inherited';
  switch (source) {
    case 'module_default':
      return 'default of the module';
    case 'template_default':
      return 'default of the template';
    case 'project':
      return `from project ${project?.name}${name ? ` (config ${name})` : ''}`;
    case 'config':
      return name ? `${from} (config ${name})` : from;
    case 'reference':
      return name ? `${from} (output ${name})` : from;
    case 'change':
      return 'pending change';
    default:
      return 'set on this resource';
  }
}
