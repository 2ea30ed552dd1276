import type { RepositoryHost } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { AccessService } from './access';
import type { ConnectionGate } from './connections';
import type { Connections } from './createConnections';
import type { Records } from './createRecords';
import type { GitSources } from './sources';
import {
  AuthorizedWorkspaceService,
  DefaultWorkspaceService,
  RepositoryHosts,
  WorkspaceUserStore,
  WorkspaceWriter,
  type WorkspaceService,
} from './workspaces';

/** Puts together how the hosts of workspaces are reached. */
export function createRepositoryHosts(
  connections: Pick<
    Connections,
    'stores' | 'providers' | 'vault' | 'calls' | 'git'
  >,
  plain?: RepositoryHost,
): RepositoryHosts {
  return new RepositoryHosts({
    ...connections,
    integrations: connections.stores.integration,
    providers: connections.providers.integration,
    plain,
  });
}

/** The service by which people manage workspaces, authorised. */
export function createWorkspaces(options: {
  records: Pick<
    Records,
    'knex' | 'workspaces' | 'folders' | 'grants' | 'history'
  >;
  hosts: RepositoryHosts;
  sources: GitSources;
  connectionGate: ConnectionGate;
  access: AccessService;
}): WorkspaceService {
  const { records, hosts, sources, connectionGate, access } = options;
  return new AuthorizedWorkspaceService({
    access,
    history: records.history,
    inner: new DefaultWorkspaceService({
      ...records,
      ...{ hosts, connectionGate },
      writer: new WorkspaceWriter({
        ...records,
        users: new WorkspaceUserStore(),
      }),
      normaliseUrl: url => sources.normaliseUrl(url),
    }),
  });
}
