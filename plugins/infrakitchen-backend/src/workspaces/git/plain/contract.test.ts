import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { basicGitCredentials } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  describeRepositoryHost,
  temporaryDirectory,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import type { Knex } from 'knex';
import { join } from 'node:path';
import { migrateSchema } from '../../../database';
import { GitSources } from '../../../sources';
import { DefaultWorkspaceGit } from '../DefaultWorkspaceGit';
import { PlainGitHost } from './PlainGitHost';
import { PlainPullRequestStore } from './PlainPullRequestStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('plain git, %s', database => {
  let knex: Knex;
  let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;

  beforeAll(async () => {
    temporary = await temporaryDirectory();
    knex = await databases.init(database);
    await migrateSchema(knex);
  });

  afterAll(() => temporary.remove());

  describeRepositoryHost({
    title: 'a repository of a git server without pull requests',
    // It has repositories and branches, and nothing else.
    lacks: [
      'api',
      'archives',
      'people',
      'rebase',
      'renames',
      'reopens',
      'rules',
      'squash',
    ],
    connect(forge, { token }) {
      const logger = mockServices.logger.mock();
      const sources = new GitSources({
        workingDirectory: join(temporary.path, 'work'),
        allowedHosts: [new URL(forge.plainUrl).host],
        localRoots: [],
        timeoutMs: 30_000,
        credentials: {
          credentialsFor: async () => basicGitCredentials('x', token),
        },
        logger,
      });
      return new PlainGitHost({
        store: new PlainPullRequestStore(knex),
        git: new DefaultWorkspaceGit({
          git: sources.git,
          directory: join(temporary.path, 'clones'),
        }),
        ...{ sources, logger },
        localRoots: [],
        baseUrl: forge.plainUrl,
        pageOf: ({ number }) => `https://portal.test/pull-requests/${number}`,
      });
    },
    urlOf: (forge, { fullName }) => `${forge.plainUrl}/${fullName}`,
  });
});
