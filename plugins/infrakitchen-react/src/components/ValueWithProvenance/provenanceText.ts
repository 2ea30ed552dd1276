import type { TranslationFunction } from '@backstage/frontend-plugin-api';
import type { Provenance } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { english, type valueWithProvenanceTranslationRef } from './translation';

/**
 * Where a value comes from, in words such as
 * `from region eu-prod (config region)`.
 *
 * @param t - of `valueWithProvenanceTranslationRef`; English without it.
 * @public
 */
export function provenanceText(
  provenance: Provenance,
  t: TranslationFunction<typeof valueWithProvenanceTranslationRef.T> = english,
): string {
  const { resource, project, name = '' } = provenance;
  return t(provenanceKey(provenance), {
    resource: [resource?.templateName, resource?.name]
      .filter(Boolean)
      .join(' '),
    project: project?.name ?? '',
    name,
  });
}

/** Which message tells where a value comes from. */
export function provenanceKey({ source, resource, name }: Provenance) {
  switch (source) {
    case 'module_default':
      return 'provenance.moduleDefault';
    case 'template_default':
      return 'provenance.templateDefault';
    case 'project':
      return name ? 'provenance.projectConfig' : 'provenance.project';
    case 'config':
      if (name) {
        return resource
          ? 'provenance.resourceConfig'
          : 'provenance.inheritedConfig';
      }
      return resource ? 'provenance.resource' : 'provenance.inherited';
    case 'reference':
      if (name) {
        return resource
          ? 'provenance.resourceOutput'
          : 'provenance.inheritedOutput';
      }
      return resource ? 'provenance.resource' : 'provenance.inherited';
    case 'change':
      return 'provenance.pendingChange';
    default:
      return 'provenance.own';
  }
}
