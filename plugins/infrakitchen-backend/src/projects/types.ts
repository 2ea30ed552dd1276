import type { JsonObject } from '@backstage/types';
import type {
  Culprit,
  Entry,
  Project,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** A project as it is stored, with its owners and entries. */
export interface ProjectRecord {
  id: string;
  key: string;
  name: string;
  description?: string;
  owners: string[];
  enabled: boolean;
  labels: string[];
  tags: Entry[];
  configs: Entry[];
  fields: Record<string, string>;
  metadataFree: boolean;
  /** That of its resources that have none of their own. */
  workspaceId?: string;
  workspaceRequired: boolean;
  revision: number;
  createdBy: string;
  createdAt: number;
  updatedAt: number;
}

/** Conditions of a list; several values of one field mean or. */
export interface ProjectCriteria {
  key?: string[];
  enabled?: boolean[];
  label?: string[];
  owner?: string[];
  /** Text that the name contains. */
  q?: string;
}

/** The project as the API shows it. */
export function toProject(
  { workspaceId, ...record }: ProjectRecord,
  more: Pick<Project, 'resourceCount' | 'workspace'>,
): Project {
  return {
    ...record,
    ...more,
    createdAt: new Date(record.createdAt).toISOString(),
    updatedAt: new Date(record.updatedAt).toISOString(),
  };
}

/** The project as a revision keeps it. */
export function snapshotOf(record: ProjectRecord): JsonObject {
  const { createdAt, updatedAt, createdBy, ...kept } = record;
  return JSON.parse(JSON.stringify(kept));
}

export function projectCulprit(
  project: Pick<ProjectRecord, 'id' | 'name'>,
): Culprit {
  return { kind: 'project', id: project.id, name: project.name };
}
