import type { Knex } from 'knex';
import { sample } from '../database';
import type { WorkspaceUsers } from './problems';
import { openPullRequests } from './WorkspaceStore';

/** What keeps workspaces from being deleted. */
export class WorkspaceUserStore {
  /** The first few of all users, whoever asks. */
  async sample(tx: Knex, id: string): Promise<WorkspaceUsers[]> {
    const named = (table: string) => ({
      id: `${table}.id`,
      name: `${table}.name`,
    });
    const resources = tx('resources')
      .whereNot('resources.state', 'destroyed')
      .where(uses =>
        uses
          .where('resources.workspace_id', id)
          .orWhereIn(
            'resources.id',
            tx('workspace_folders')
              .where({ workspace_id: id })
              .select('resource_id'),
          ),
      );
    const found: WorkspaceUsers[] = [
      { kind: 'resource', ...(await sample(resources, named('resources'))) },
      {
        kind: 'project',
        ...(await sample(
          tx('projects').where('projects.workspace_id', id),
          named('projects'),
        )),
      },
      {
        kind: 'pull_request',
        ...(await sample(
          openPullRequests(tx, 'pr').where('pr.workspace_id', id),
          {
            id: 'pr.id',
            // As its host counts; one that is being opened has a branch alone.
            name: tx.raw(`coalesce('#' || pr.number, pr.branch)`),
          },
        )),
      },
    ];
    return found.filter(({ total }) => total > 0);
  }

  /** Detaches it from what is destroyed, which it no longer serves. */
  async detachDestroyed(tx: Knex, id: string): Promise<void> {
    await tx('workspace_folders').where({ workspace_id: id }).delete();
    await tx('resources')
      .where({ workspace_id: id })
      .update({ workspace_id: null });
  }
}
