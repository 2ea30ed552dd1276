import type {
  AuthService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import { isRepositoryHostProvider } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { InfrakitchenConfig } from './config';
import type { Connections } from './createConnections';
import { createPullRequests } from './createPullRequests';
import type { Records } from './createRecords';
import type { Runs } from './createRuns';
import { createRepositoryHosts } from './createWorkspaces';
import type { GitSources } from './sources';
import {
  WorkspaceSyncer,
  WorkspaceUserStore,
  WorkspaceWriter,
} from './workspaces';
import { DefaultWorkspaceGit } from './workspaces/git';
import { PlainGitHost, PlainPullRequestStore } from './workspaces/git/plain';
import { RepositoryEvents, type PushListener } from './workspaces/pullRequests';

/** Puts together pull requests over the real git and the real hosts. */
export function createHostedPullRequests(options: {
  records: Records;
  runs: Runs;
  connections: Connections;
  sources: GitSources;
  settings: InfrakitchenConfig;
  config: RootConfigService;
  events: EventsService;
  auth: AuthService;
  catalog: CatalogService;
  logger: LoggerService;
  /** Told of pushes besides workspaces. */
  onPush: PushListener;
}) {
  const { records, runs, connections, sources, settings, config, logger } =
    options;
  const git = DefaultWorkspaceGit.fromConfig(config, {
    git: sources.git,
    workingDirectory: settings.workingDirectory,
  });
  const pagesUrl = pagesUrlOf(config, settings);
  const hosts = createRepositoryHosts(
    connections,
    new PlainGitHost({
      ...{ git, sources, logger },
      store: new PlainPullRequestStore(records.knex),
      localRoots:
        config.getOptionalStringArray('infrakitchen.git.localRoots') ?? [],
      pageOf: ({ repositoryId }) =>
        `${pagesUrl}/workspaces/find?${new URLSearchParams({
          repository: repositoryId,
        })}`,
    }),
  );
  const pullRequests = createPullRequests({
    ...options,
    ...records,
    ...runs,
    ...{ hosts, git, planWatch: runs.watch },
    settings: { ...settings.workspaces, pagesUrl },
  });
  pullRequests.listen(records.outbox);
  const syncer = new WorkspaceSyncer({
    ...records,
    ...{ hosts, git, logger, syncMs: settings.workspaces.syncMs },
    writer: new WorkspaceWriter({
      ...records,
      users: new WorkspaceUserStore(),
    }),
  });
  const events = new RepositoryEvents({
    ...options,
    providers: () =>
      connections.providers.integration.list().filter(isRepositoryHostProvider),
    workspaces: records.workspaces,
    store: pullRequests.rows,
    waker: pullRequests.waker,
    syncer,
    onPush: [event => pullRequests.pushed(event), options.onPush],
  });
  return {
    hosts,
    pullRequests: {
      ...pullRequests,
      async start() {
        pullRequests.start();
        syncer.start();
        await events.start();
      },
      async stop() {
        await syncer.stop();
        await pullRequests.stop();
      },
    },
  };
}

/** Where people find the pages, in the app. */
function pagesUrlOf(
  config: RootConfigService,
  { notifications }: InfrakitchenConfig,
): string {
  const appUrl =
    config.getOptionalString('app.baseUrl') ??
    config.getString('backend.baseUrl');
  return `${appUrl.replace(/\/+$/, '')}${notifications.basePath}`;
}
