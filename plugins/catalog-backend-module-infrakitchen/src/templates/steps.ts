import type { JsonObject } from '@backstage/types';
import {
  parentFieldName,
  type CatalogTemplate,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { EntityOptions } from '../entities';

/** Longer names of entities have a hash, which no expression can tell. */
const MAX_ENTITY_NAME = 63;

const output = (step: string, name: string) => `steps.${step}.output.${name}`;
const expression = (text: string) => `\${{ ${text} }}`;

/** Records the resource, and builds it where that is wished. */
export function stepsOf(template: CatalogTemplate): JsonObject[] {
  const { key, name, version, parents, requiredTags, requiredConfigs } =
    template;
  const parameter = (field: string) => expression(`parameters.${field}`);
  return [
    {
      id: 'create',
      name: `Record the ${name}`,
      action: 'infrakitchen:resource:create',
      input: {
        template: key,
        version: version.id,
        name: parameter('name'),
        description: parameter('description'),
        ownerRef: parameter('owner'),
        project: parameter('project'),
        parents: parents.map(parent => parameter(parentFieldName(parent.key))),
        values: parameter('variables.values'),
        sensitiveValues: expression('secrets.variables'),
        integrations: parameter('connections.integrations'),
        secrets: parameter('connections.secrets'),
        storage: parameter('connections.storage'),
        workspace: parameter('workspace'),
        ...(requiredTags.length > 0 && { tags: parameter('tags') }),
        ...(requiredConfigs.length > 0 && { configs: parameter('configs') }),
      },
    },
    {
      id: 'provision',
      name: `Build the ${name}`,
      if: parameter('provision'),
      action: 'infrakitchen:resource:provision',
      input: {
        resourceId: expression(output('create', 'resourceId')),
      },
    },
  ];
}

/** Where to go on. What was built the task's page shows itself. */
export function outputOf(
  template: CatalogTemplate,
  { namespace, path }: EntityOptions,
): JsonObject {
  const slug = output('create', 'slug');
  const left = MAX_ENTITY_NAME - template.key.length - 1;
  return {
    links: [
      {
        title: `Open the ${template.name}`,
        icon: 'dashboard',
        url: `${path}/resources/${expression(output('create', 'resourceId'))}`,
      },
      {
        if: expression(output('provision', 'runId')),
        title: 'Open the run',
        icon: 'docs',
        url: `${path}/runs/${expression(output('provision', 'runId'))}`,
      },
      {
        if: expression(`(${slug} | length) <= ${left}`),
        title: 'Open in the catalog',
        icon: 'catalog',
        entityRef: `resource:${namespace}/${template.key}.${expression(slug)}`,
      },
    ],
    runId: expression(output('provision', 'runId')),
    resourceId: expression(output('create', 'resourceId')),
  };
}
