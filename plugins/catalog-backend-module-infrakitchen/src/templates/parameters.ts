import type { JsonObject } from '@backstage/types';
import {
  maxResourceName,
  parentFieldName,
  resourceNamePattern,
  type CatalogTemplate,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** The pages of the form. */
export function parametersOf(template: CatalogTemplate): JsonObject[] {
  const { parents, namePattern, requiredTags, requiredConfigs } = template;
  const parentFields = parents.map(({ key }) => parentFieldName(key));
  // A name that is made of values comes after them.
  const name = { name: nameField(template) };
  return [
    {
      title: 'Place',
      required: [...parentFields, ...(namePattern ? [] : ['name'])],
      properties: {
        ...Object.fromEntries(
          parents.map(parent => [
            parentFieldName(parent.key),
            {
              title: parent.name,
              type: 'string',
              description: `The ${parent.name} that it belongs to. Values, tags and configs come from there.`,
              'ui:field': 'InfrakitchenParentPicker',
              'ui:options': { template: parent.key },
            },
          ]),
        ),
        ...(!namePattern && name),
        project: {
          title: 'Project',
          type: 'string',
          description: 'Where none is chosen, that of the parents.',
          'ui:field': 'InfrakitchenProjectPicker',
        },
        owner: {
          title: 'Owner',
          type: 'string',
          description: 'Where nobody is chosen, you.',
          'ui:field': 'OwnerPicker',
          'ui:options': { catalogFilter: { kind: ['Group', 'User'] } },
        },
        description: { title: 'Description', type: 'string', maxLength: 2000 },
      },
    },
    {
      title: 'Connections',
      properties: {
        connections: {
          title: 'Connections',
          type: 'object',
          description:
            'What its runs are given, and where its state is kept. All of it may stay empty.',
          'ui:field': 'InfrakitchenConnections',
          'ui:options': { template: template.key },
        },
        workspace: {
          title: 'Workspace',
          type: 'string',
          description:
            'Repository that its code is written to, by pull requests; that of the project where nothing is chosen.',
          'ui:field': 'InfrakitchenWorkspacePicker',
          'ui:options': { template: template.key },
        },
      },
    },
    {
      title: 'Values',
      required: ['variables', ...(namePattern ? ['name'] : [])],
      properties: {
        ...entriesField('tags', 'Tags', requiredTags),
        ...entriesField('configs', 'Configs', requiredConfigs),
        variables: {
          title: 'Variables',
          type: 'object',
          'ui:field': 'InfrakitchenVariables',
          'ui:options': {
            template: template.key,
            version: template.version.id,
            parentFields,
          },
        },
        ...(namePattern && name),
        provision: {
          title: 'Build it right away',
          type: 'boolean',
          default: true,
          description:
            'Otherwise it is recorded only, and can be looked at and built later.',
        },
      },
    },
  ];
}

function nameField(template: CatalogTemplate): JsonObject {
  const { namePattern } = template;
  return {
    title: 'Name',
    type: 'string',
    maxLength: maxResourceName,
    pattern: resourceNamePattern,
    description: namePattern
      ? `The template asks for names like ${namePattern}.`
      : 'Letters, digits, spaces and _ . - between them.',
    ...(namePattern
      ? {
          'ui:field': 'InfrakitchenName',
          'ui:options': {
            template: template.key,
            version: template.version.id,
            parentFields: template.parents.map(({ key }) =>
              parentFieldName(key),
            ),
          },
        }
      : { 'ui:autofocus': true }),
  };
}

/** What the convention asks for, unless it comes from above. */
function entriesField(
  field: string,
  title: string,
  names: string[],
): JsonObject {
  return names.length === 0
    ? {}
    : {
        [field]: {
          title,
          type: 'object',
          description:
            'The template asks for them. What comes from the parents may stay empty.',
          properties: Object.fromEntries(
            names.map(name => [
              name,
              { title: name, type: 'string', maxLength: 256 },
            ]),
          ),
        },
      };
}
