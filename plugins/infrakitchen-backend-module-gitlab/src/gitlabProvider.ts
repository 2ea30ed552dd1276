import {
  assertServesRepository,
  basicGitCredentials,
  environmentOrBlock,
  type RepositoryHostProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { schema, tokenFor, urlOf, type GitlabConfig } from './config';
import { readEvent } from './events';
import { repositoryHost } from './repositoryHost';
import { testTokens } from './testTokens';

const ENVIRONMENT = ['GITLAB_TOKEN', 'GITLAB_BASE_URL'];

export const gitlabProvider: RepositoryHostProvider = {
  key: 'gitlab',
  title: 'GitLab',
  description: 'A token for repositories on gitlab.com or a host of your own',
  category: 'git',
  supportsAlias: true,
  eventTopic: 'gitlab',
  repositoryHost,
  readEvent,
  schema,
  environmentNames: ({ alias }) => (alias === undefined ? ENVIRONMENT : []),
  gitBaseUrl: config => urlOf(config as unknown as GitlabConfig),
  test: ({ config, ...context }) =>
    testTokens(config as unknown as GitlabConfig, context),
  async credentials({ config, phase, alias }) {
    const gitlab = config as unknown as GitlabConfig;
    const token = tokenFor(gitlab, phase);
    const baseUrl = `${urlOf(gitlab)}/api/v4/`;
    return environmentOrBlock(alias, {
      environment: { GITLAB_TOKEN: token, GITLAB_BASE_URL: baseUrl },
      block: {
        source: 'gitlabhq/gitlab',
        localName: 'gitlab',
        arguments: { base_url: baseUrl },
        secretArguments: { token },
      },
      secrets: [token],
    });
  },
  async gitCredentials({ config, url, access }) {
    const gitlab = config as unknown as GitlabConfig;
    assertServesRepository(urlOf(gitlab), url);
    const phase = access === 'read' ? 'plan' : 'apply';
    return basicGitCredentials('oauth2', tokenFor(gitlab, phase));
  },
};
