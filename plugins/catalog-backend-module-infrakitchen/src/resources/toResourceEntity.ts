import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import type {
  CatalogResource,
  VersionLifecycle,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { isRef, shortened, tagsOf, type EntityOptions } from '../entities';
import {
  ANNOTATION_PROJECT,
  ANNOTATION_RESOURCE_ID,
  ANNOTATION_STATE,
  ANNOTATION_TEMPLATE,
} from './annotations';
import { entityNameOf } from './entityName';

const lifecycles: Record<VersionLifecycle, string> = {
  preview: 'experimental',
  active: 'production',
  deprecated: 'deprecated',
  archived: 'deprecated',
};

/** The entity of a resource. `system` is the one that it is known to belong to. */
export function toResourceEntity(
  resource: CatalogResource,
  options: EntityOptions & { system?: string },
): Entity {
  const { namespace, defaultOwner, pages, system } = options;
  const { id, templateKey, slug, ownerRef, versionLifecycle } = resource;
  const location = `infrakitchen:${templateKey}/${slug}`;
  return {
    apiVersion: 'backstage.io/v1beta1',
    kind: 'Resource',
    metadata: {
      name: entityNameOf(resource),
      namespace,
      title: resource.name,
      ...(resource.description && {
        description: shortened(resource.description),
      }),
      annotations: {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        [ANNOTATION_RESOURCE_ID]: id,
        [ANNOTATION_TEMPLATE]: templateKey,
        [ANNOTATION_STATE]: resource.state,
        ...(resource.projectKey && {
          [ANNOTATION_PROJECT]: resource.projectKey,
        }),
      },
      tags: tagsOf(resource.labels),
      links: [
        {
          url: `${pages}/resources/${id}`,
          title: `${resource.templateName} in InfraKitchen`,
          type: 'infrakitchen',
        },
      ],
    },
    spec: {
      type: templateKey,
      lifecycle: lifecycles[versionLifecycle ?? 'active'],
      owner: isRef(ownerRef) ? ownerRef : defaultOwner,
      ...(system && { system }),
      dependsOn: resource.dependsOn.map(
        above => `resource:${namespace}/${entityNameOf(above)}`,
      ),
    },
  };
}
