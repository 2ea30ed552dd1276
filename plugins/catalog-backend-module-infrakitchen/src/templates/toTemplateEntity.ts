import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import {
  SOFTWARE_TEMPLATE_NAMESPACE,
  softwareTemplateName,
  type CatalogTemplate,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { isRef, shortened, tagsOf, type EntityOptions } from '../entities';
import { ANNOTATION_TEMPLATE } from '../resources';
import { ANNOTATION_TEMPLATE_ID, ANNOTATION_VERSION } from './annotations';
import { parametersOf } from './parameters';
import { outputOf, stepsOf } from './steps';

/**
 * The software template of a template. It names the version and asks where the
 * resource goes; the variables are read when the form is open, so that the
 * entity stays small and never shows what is out of date.
 */
export function toTemplateEntity(
  template: CatalogTemplate,
  options: EntityOptions,
): Entity {
  const { id, key, name, description, labels, version } = template;
  const location = `infrakitchen:template/${key}`;
  return {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: {
      name: softwareTemplateName(key),
      namespace: SOFTWARE_TEMPLATE_NAMESPACE,
      title: name,
      ...(description && { description: shortened(description) }),
      annotations: {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        [ANNOTATION_TEMPLATE]: key,
        [ANNOTATION_TEMPLATE_ID]: id,
        [ANNOTATION_VERSION]: version.ref,
      },
      tags: tagsOf(['infrakitchen', ...labels]),
      links: [
        {
          url: `${options.pages}/templates/${id}`,
          title: `Versions and rules of ${name}`,
          icon: 'docs',
          type: 'infrakitchen',
        },
      ],
    },
    spec: {
      type: 'infrastructure',
      lifecycle: 'production',
      owner: ownerOf(template, options),
      parameters: parametersOf(template),
      steps: stepsOf(template),
      output: outputOf(template, options),
    },
  };
}

/** As a whole ref: a short one would be looked for in the entity's namespace. */
function ownerOf(
  { ownerRef }: CatalogTemplate,
  { defaultOwner, namespace }: EntityOptions,
): string {
  const owner = isRef(ownerRef) ? ownerRef : defaultOwner;
  return stringifyEntityRef(
    parseEntityRef(owner, {
      defaultKind: 'group',
      defaultNamespace: namespace,
    }),
  );
}
