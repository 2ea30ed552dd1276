import {
  environmentOrBlock,
  type IntegrationProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  DEFAULT_BASE_URL,
  pairFor,
  schema,
  validate,
  type AtlasConfig,
  type AtlasPair,
} from './config';
import { testConnection } from './testConnection';

export const mongodbAtlasProvider: IntegrationProvider = {
  key: 'mongodb-atlas',
  title: 'MongoDB Atlas',
  description: 'A service account or API key of one organisation',
  category: 'tool',
  supportsAlias: true,
  schema,
  validate,
  environmentNames({ config, alias }) {
    const atlas = config as unknown as AtlasConfig;
    return alias === undefined
      ? Object.keys(environmentOf(atlas, pairFor(atlas, 'apply')))
      : [];
  },
  test: ({ config, ...context }) =>
    testConnection(config as unknown as AtlasConfig, context),
  async credentials({ config, phase, alias }) {
    const atlas = config as unknown as AtlasConfig;
    const pair = pairFor(atlas, phase);
    const { baseUrl } = atlas;
    const isKey = atlas.authentication === 'api_key';
    return environmentOrBlock(alias, {
      environment: environmentOf(atlas, pair),
      block: {
        source: 'mongodb/mongodbatlas',
        localName: 'mongodbatlas',
        arguments: {
          ...(baseUrl !== undefined && { base_url: withSlash(baseUrl) }),
          [isKey ? 'public_key' : 'client_id']: pair.name,
        },
        secretArguments: {
          [isKey ? 'private_key' : 'client_secret']: pair.secret,
        },
      },
      secrets: [pair.secret],
    });
  },
};

/** Older versions of the provider, and the Atlas CLI, read the shorter names. */
function environmentOf(
  { orgId, baseUrl, authentication }: AtlasConfig,
  { name, secret }: AtlasPair,
): Record<string, string> {
  return {
    MONGODB_ATLAS_ORG_ID: orgId,
    MONGODB_ATLAS_BASE_URL: withSlash(baseUrl ?? DEFAULT_BASE_URL),
    ...(authentication === 'api_key'
      ? {
          MONGODB_ATLAS_PUBLIC_API_KEY: name,
          MONGODB_ATLAS_PRIVATE_API_KEY: secret,
          MONGODB_ATLAS_PUBLIC_KEY: name,
          MONGODB_ATLAS_PRIVATE_KEY: secret,
        }
      : {
          MONGODB_ATLAS_CLIENT_ID: name,
          MONGODB_ATLAS_CLIENT_SECRET: secret,
        }),
  };
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
