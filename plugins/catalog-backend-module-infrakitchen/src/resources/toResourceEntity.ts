import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  parseEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type {
  CatalogResource,
  VersionLifecycle,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ANNOTATION_PROJECT,
  ANNOTATION_RESOURCE_ID,
  ANNOTATION_STATE,
  ANNOTATION_TEMPLATE,
} from './annotations';
import { entityNameOf } from './entityName';

/** What entities have in common. */
export interface EntityOptions {
  namespace: string;
  /** Owner of what has none. */
  defaultOwner: string;
  /** Address of the pages, without a slash at the end. */
  pages: string;
}

/** Shown in lists: a page has the rest. */
const DESCRIPTION_LENGTH = 500;
const MAX_TAG_LENGTH = 63;

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

/** What the catalog cannot read would keep the entity out of it. */
function isRef(text: string | undefined): text is string {
  try {
    return text !== undefined && Boolean(parseEntityRef(text));
  } catch {
    return false;
  }
}

/** Labels as the catalog takes tags; what nothing is left of is left out. */
function tagsOf(labels: string[]): string[] {
  const tags = labels.map(label =>
    label
      .toLowerCase()
      .replace(/[^a-z0-9:+#]+/g, '-')
      .slice(0, MAX_TAG_LENGTH)
      .replace(/^-+|-+$/g, ''),
  );
  return [...new Set(tags.filter(Boolean))].sort();
}

function shortened(text: string): string {
  return text.length > DESCRIPTION_LENGTH
    ? `${text.slice(0, DESCRIPTION_LENGTH - 1)}…`
    : text;
}
