import type { JsonObject } from '@backstage/types';
import {
  assertServesRepository,
  basicGitCredentials,
  environmentOrBlock,
  type RepositoryHostProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { gitUrlOf, schema, tokenFor, type BitbucketConfig } from './config';
import { EVENT_TOPIC, readEvent } from './events';
import { repositoryHost } from './repositoryHost';
import { testTokens } from './testTokens';

const ENVIRONMENT = [
  'BITBUCKET_USERNAME',
  'BITBUCKET_PASSWORD',
  'BITBUCKET_OAUTH_TOKEN',
];

export const bitbucketProvider: RepositoryHostProvider = {
  key: 'bitbucket',
  title: 'Bitbucket Cloud',
  description: 'A token for the repositories of a workspace on bitbucket.org',
  category: 'git',
  supportsAlias: true,
  eventTopic: EVENT_TOPIC,
  repositoryHost,
  readEvent,
  schema,
  environmentNames: ({ alias }) => (alias === undefined ? ENVIRONMENT : []),
  gitBaseUrl: config => gitUrlOf(config as unknown as BitbucketConfig),
  test: ({ config, ...context }) =>
    testTokens(config as unknown as BitbucketConfig, context),
  async credentials({ config, phase, alias }) {
    const bitbucket = config as unknown as BitbucketConfig;
    const token = tokenFor(bitbucket, phase);
    const { environment, ...block } = signInOf(bitbucket, token);
    return environmentOrBlock(alias, {
      environment,
      block: {
        source: 'DrFaust92/bitbucket',
        localName: 'bitbucket',
        ...block,
      },
      secrets: [token],
    });
  },
  async gitCredentials({ config, url, access }) {
    const bitbucket = config as unknown as BitbucketConfig;
    assertServesRepository(gitUrlOf(bitbucket), url);
    const token = tokenFor(bitbucket, access === 'read' ? 'plan' : 'apply');
    return basicGitCredentials(gitUserOf(bitbucket), token);
  },
};

interface SignIn {
  environment: Record<string, string>;
  arguments: JsonObject;
  secretArguments: Record<string, string>;
}

/** How Terraform's provider signs in. */
function signInOf(
  { authentication, username }: BitbucketConfig,
  token: string,
): SignIn {
  return authentication === 'access_token' || username === undefined
    ? {
        environment: { BITBUCKET_OAUTH_TOKEN: token },
        arguments: {},
        secretArguments: { oauth_token: token },
      }
    : {
        environment: {
          BITBUCKET_USERNAME: username,
          BITBUCKET_PASSWORD: token,
        },
        arguments: { username },
        secretArguments: { password: token },
      };
}

/** The names that Bitbucket has for git with each kind of token. */
function gitUserOf({ authentication, username = '' }: BitbucketConfig): string {
  switch (authentication) {
    case 'access_token':
      return 'x-token-auth';
    case 'api_token':
      return 'x-bitbucket-api-token-auth';
    default:
      return username;
  }
}
