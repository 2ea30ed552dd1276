import type { JsonObject } from '@backstage/types';

/**
 * Namespace of the software templates that are made from templates, so that
 * their names are never those of what people write by hand.
 *
 * @public
 */
export const SOFTWARE_TEMPLATE_NAMESPACE = 'infrakitchen';

/** Name of the software template of a template, by its key. @public */
export function softwareTemplateName(key: string): string {
  // Names of entities end with a letter or digit; keys have no dots.
  return key.replace(/_$/, '.x');
}

/**
 * Whether an entity ref is that of a software template that was made from a
 * template.
 *
 * @public
 */
export function isSoftwareTemplateRef(entityRef: string): boolean {
  return entityRef
    .toLowerCase()
    .startsWith(`template:${SOFTWARE_TEMPLATE_NAMESPACE}/`);
}

/** The form's field for the parent of a template, by that template's key. @public */
export function parentFieldName(templateKey: string): string {
  return `parent_${templateKey}`;
}

/**
 * How a form writes down a resource: by what people know it by.
 *
 * @public
 */
export interface ResourceAddress {
  templateKey: string;
  name: string;
}

/** `network/core` for the resource `core` of the template `network`. @public */
export function formatResourceAddress(address: ResourceAddress): string {
  return `${address.templateKey}/${address.name}`;
}

/** Reads what {@link formatResourceAddress} wrote; nothing of other texts. @public */
export function parseResourceAddress(
  text: string,
): ResourceAddress | undefined {
  const [, templateKey, name] =
    /^([a-z][a-z0-9_]{0,62})\/([A-Za-z0-9][A-Za-z0-9 _.-]{0,99})$/.exec(text) ??
    [];
  return templateKey ? { templateKey, name } : undefined;
}

/**
 * What a link to a form fills in.
 *
 * @public
 */
export interface SoftwareTemplatePrefill {
  parents?: ResourceAddress[];
  /** Key of the project. */
  project?: string;
  name?: string;
  /** Entity ref. */
  owner?: string;
}

/**
 * The query of the address of a software template's form, beginning with `?`,
 * that fills it in; empty where there is nothing to fill in.
 *
 * @example
 * ```ts
 * `/create/templates/infrakitchen/cluster${softwareTemplateQuery({
 *   parents: [{ templateKey: 'network', name: 'core' }],
 * })}`;
 * ```
 *
 * @public
 */
export function softwareTemplateQuery(
  prefill: SoftwareTemplatePrefill,
): string {
  const { parents = [], ...fields } = prefill;
  const formData: JsonObject = JSON.parse(
    JSON.stringify({
      ...fields,
      ...Object.fromEntries(
        parents.map(parent => [
          parentFieldName(parent.templateKey),
          formatResourceAddress(parent),
        ]),
      ),
    }),
  );
  return Object.keys(formData).length > 0
    ? `?${new URLSearchParams({ formData: JSON.stringify(formData) })}`
    : '';
}
