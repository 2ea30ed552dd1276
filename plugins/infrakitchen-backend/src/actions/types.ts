import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { ConnectionKind } from '../access';
import type { ApprovalService } from '../approvals';
import type { CascadeService } from '../cascades';
import type { ConnectionService } from '../connections';
import type { ProjectService } from '../projects';
import type { ResourceService } from '../resources';
import type { RunService } from '../runs';
import type { TemplateService } from '../templates';
import type { VersionService } from '../versions';
import type { WorkspaceService } from '../workspaces';

/** Items of one answer. */
export const MAX_ITEMS = 100;

/** The zod that the registry hands to schemas. */
export type Zod = Parameters<
  Parameters<ActionsRegistryService['register']>[0]['schema']['input']
>[0];

/** What the actions call. Every call is authorised as its caller. */
export interface ActionServices {
  templates: TemplateService;
  versions: VersionService;
  projects: ProjectService;
  workspaces: WorkspaceService;
  connections: Record<ConnectionKind, ConnectionService>;
  resources: ResourceService;
  runs: RunService;
  approvals: ApprovalService;
  cascades: CascadeService;
}
