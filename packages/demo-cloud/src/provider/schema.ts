import { NotFoundError } from '@backstage/errors';
import {
  AttributeDefinition,
  AttributeType,
  KindDefinition,
  KINDS,
} from '../kinds';

/** The attributes of a resource: those of the kind and all its tags. */
export function resourceAttributes(
  kind: KindDefinition,
): Record<string, AttributeDefinition> {
  return {
    ...kind.attributes,
    tags_all: {
      type: ['map', 'string'],
      use: 'computed',
      description: "Tags of the object and the provider's default tags.",
    },
  };
}

/** What can be set for the whole provider. */
export const PROVIDER_ATTRIBUTES: Record<string, AttributeDefinition> = {
  endpoint: {
    type: 'string',
    use: 'optional',
    description:
      'URL of the demo cloud; by default the value of DEMO_CLOUD_ENDPOINT.',
  },
  default_tags: {
    type: ['map', 'string'],
    use: 'optional',
    description: 'Tags for every object that does not set the same tag itself.',
  },
};

/** The data source that lists regions. */
export const REGIONS_ATTRIBUTES: Record<string, AttributeDefinition> = {
  continent: {
    type: 'string',
    use: 'optional',
    description: 'Only list the regions of this continent.',
  },
  names: {
    type: ['list', 'string'],
    use: 'computed',
    description: 'Names of the regions.',
  },
  regions: {
    type: [
      'list',
      [
        'object',
        { name: 'string', display_name: 'string', continent: 'string' },
      ],
    ],
    use: 'computed',
    description: 'The regions.',
  },
};

/** The name of the data source that lists regions. */
export const REGIONS_TYPE = 'democloud_regions';

const KIND_BY_TYPE = new Map(
  Object.values(KINDS).map(kind => [`democloud_${kind.kind}`, kind]),
);

/** The kind of object that a resource type manages. */
export function kindOfType(typeName: string): KindDefinition {
  const kind = KIND_BY_TYPE.get(typeName);
  if (!kind) {
    throw new NotFoundError(`The provider has no resource type ${typeName}`);
  }
  return kind;
}

/** Everything that the provider offers. */
export function providerSchema() {
  return {
    provider: toSchema('The demo cloud.', PROVIDER_ATTRIBUTES),
    resource_schemas: Object.fromEntries(
      [...KIND_BY_TYPE].map(([type, kind]) => [
        type,
        toSchema(kind.description, resourceAttributes(kind)),
      ]),
    ),
    data_source_schemas: {
      [REGIONS_TYPE]: toSchema(
        'The regions of the demo cloud.',
        REGIONS_ATTRIBUTES,
      ),
    },
    server_capabilities: { get_provider_schema_optional: true },
  };
}

function toSchema(
  description: string,
  attributes: Record<string, AttributeDefinition>,
) {
  return {
    version: 0,
    block: {
      version: 0,
      description,
      attributes: Object.entries(attributes).map(([name, definition]) =>
        toSchemaAttribute(name, definition),
      ),
    },
  };
}

function toSchemaAttribute(name: string, definition: AttributeDefinition) {
  const { use, type, description, sensitive = false } = definition;
  return {
    name,
    type: Buffer.from(JSON.stringify(type satisfies AttributeType)),
    description,
    required: use === 'required',
    optional: use === 'optional',
    // The provider may only plan a default for an attribute that is computed.
    computed: use === 'computed' || definition.default !== undefined,
    sensitive,
  };
}
