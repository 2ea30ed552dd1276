import type { AccessService, ConnectionKind } from './access';
import {
  createConnectionRestorer,
  type ConnectionService,
} from './connections';
import type { Records } from './createRecords';
import {
  AuthorizedHistoryService,
  DefaultHistoryService,
  type HistoryService,
} from './history';
import { createProjectRestorer, type ProjectService } from './projects';
import { createResourceRestorer, type ResourceService } from './resources';
import { createTemplateRestorer, type TemplateService } from './templates';
import { createVersionRestorer, type VersionService } from './versions';
import { createWorkspaceRestorer, type WorkspaceService } from './workspaces';

/** The trail of what was done, from which records can be brought back. */
export function createTrail(options: {
  records: Pick<Records, 'history' | 'revisions'>;
  access: AccessService;
  templates: TemplateService;
  versions: VersionService;
  projects: ProjectService;
  resources: ResourceService;
  connections: Record<ConnectionKind, ConnectionService>;
  workspaces: WorkspaceService;
}): HistoryService {
  const { records, access, connections } = options;
  return new AuthorizedHistoryService({
    inner: new DefaultHistoryService({
      ...records,
      restorers: {
        template: createTemplateRestorer(options.templates),
        version: createVersionRestorer(options.versions),
        project: createProjectRestorer(options.projects),
        resource: createResourceRestorer(options.resources),
        integration: createConnectionRestorer(connections.integration),
        secret: createConnectionRestorer(connections.secret),
        storage: createConnectionRestorer(connections.storage),
        workspace: createWorkspaceRestorer(options.workspaces),
      },
    }),
    ...{ access, history: records.history },
  });
}
