import type {
  ResourceState,
  SearchResource,
  SearchTemplate,
  SearchWorkspace,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { readPage } from '../database';

/** A batch, and where the next one begins. */
export interface FeedPage<T> {
  items: T[];
  nextCursor?: string;
}

/** Which batch. */
export interface BatchQuery {
  limit: number;
  cursor?: string;
}

const byId = { column: 'id', direction: 'asc' } as const;

interface ResourceRow {
  id: string;
  name: string;
  description: string | null;
  labels: string;
  templateKey: string;
  templateName: string;
  projectName: string | null;
  ownerRef: string | null;
  state: ResourceState;
}

interface TemplateRow {
  id: string;
  key: string;
  name: string;
  description: string | null;
  labels: string;
  enabled: boolean | number;
}

interface WorkspaceRow {
  id: string;
  name: string;
  description: string | null;
  labels: string;
  provider: string;
  host: string;
  defaultBranch: string | null;
  status: SearchWorkspace['status'];
}

/** Reads what the search finds things by; no values and no outputs. */
export class SearchFeedStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async resources(batch: BatchQuery): Promise<FeedPage<SearchResource>> {
    const query = this.#knex('resources')
      .join('templates', 'templates.id', 'resources.template_id')
      .leftJoin('projects', 'projects.id', 'resources.project_id')
      .whereNot('resources.state', 'destroyed')
      .select({
        id: 'resources.id',
        name: 'resources.name',
        description: 'resources.description',
        labels: 'resources.labels',
        templateKey: 'templates.key',
        templateName: 'templates.name',
        projectName: 'projects.name',
        ownerRef: 'resources.owner_ref',
        state: 'resources.state',
      });
    const { rows, nextCursor } = await readPage<ResourceRow>(query, {
      ...{ ...batch, table: 'resources', order: byId },
    });
    return {
      nextCursor,
      items: rows.map(row => ({
        id: row.id,
        name: row.name,
        description: row.description ?? undefined,
        labels: JSON.parse(row.labels),
        templateKey: row.templateKey,
        templateName: row.templateName,
        projectName: row.projectName ?? undefined,
        ownerRef: row.ownerRef ?? undefined,
        state: row.state,
      })),
    };
  }

  async templates(batch: BatchQuery): Promise<FeedPage<SearchTemplate>> {
    const query = this.#knex('templates').select(
      ...['id', 'key', 'name', 'description', 'labels', 'enabled'],
    );
    const { rows, nextCursor } = await readPage<TemplateRow>(query, {
      ...{ ...batch, table: 'templates', order: byId },
    });
    return {
      nextCursor,
      items: rows.map(row => ({
        id: row.id,
        key: row.key,
        name: row.name,
        description: row.description ?? undefined,
        labels: JSON.parse(row.labels),
        enabled: Boolean(row.enabled),
      })),
    };
  }

  async workspaces(batch: BatchQuery): Promise<FeedPage<SearchWorkspace>> {
    const query = this.#knex('workspaces').select({
      ...{ id: 'id', name: 'name', description: 'description' },
      ...{ labels: 'labels', provider: 'provider', host: 'host' },
      ...{ defaultBranch: 'default_branch', status: 'status' },
    });
    const { rows, nextCursor } = await readPage<WorkspaceRow>(query, {
      ...{ ...batch, table: 'workspaces', order: byId },
    });
    return {
      nextCursor,
      items: rows.map(row => ({
        id: row.id,
        name: row.name,
        description: row.description ?? undefined,
        labels: JSON.parse(row.labels),
        provider: row.provider,
        host: row.host || undefined,
        defaultBranch: row.defaultBranch ?? undefined,
        status: row.status,
      })),
    };
  }
}
