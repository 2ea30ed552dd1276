import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { toRow } from '../../plugins/infrakitchen-backend/src/runs/runRows';
import {
  summarisePlan,
  type ObjectChange,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

const FAN_OUT = 6;
const ROWS = 100;

/** What the pages are opened at. */
export interface LargeViews {
  /** A resource with many below it. */
  rootId: string;
  /** A run of it with a large plan. */
  runId: string;
}

/** Writes a hierarchy of resources, and a plan of object changes. */
export async function seedLargeViews(
  knex: Knex,
  size: { nodes: number; changes: number },
): Promise<LargeViews> {
  const sample = await knex('resources').where({ abstract: true }).first();
  const version = await knex('template_versions').first('id');
  const ids = Array.from({ length: size.nodes }, () => randomUUID());
  const parentOf = (place: number) => Math.floor((place - 1) / FAN_OUT);
  const now = Date.now();
  await knex.transaction(async tx => {
    const insert = (table: string, rows: object[]) =>
      tx.batchInsert(table, rows, ROWS);
    await insert(
      'resources',
      ids.map((id, place) => ({
        ...sample,
        id,
        name: `bench-${place}`,
        slug: `bench-${place}`,
        stale_inputs: place % 20 === 0,
      })),
    );
    await insert(
      'resource_parents',
      ids.slice(1).map((id, place) => ({
        resource_id: id,
        parent_id: ids[parentOf(place + 1)],
      })),
    );
    await insert(
      'resource_ancestors',
      ids.flatMap((id, place) =>
        linesOf(place, parentOf).map(([above, distance]) => ({
          resource_id: id,
          ancestor_id: ids[above],
          distance,
        })),
      ),
    );
  });
  const runId = randomUUID();
  const changes = Array.from({ length: size.changes }, (_, place) =>
    changeAt(place),
  );
  const summary = summarisePlan(changes);
  await knex('runs').insert(
    toRow({
      id: runId,
      resourceId: ids[0],
      resourceName: 'bench-0',
      templateId: sample.template_id,
      templateName: 'Bench',
      versionId: version.id,
      kind: 'dry_run',
      state: 'succeeded',
      requestedBy: 'user:default/platform-engineer',
      cancelRequested: false,
      planSummary: summary,
      planDigest: 'd'.repeat(64),
      plan: {
        digest: 'd'.repeat(64),
        summary,
        changes,
        drift: [],
        outputChanges: [],
      },
      maskedInputs: [],
      progress: [],
      fence: 1,
      attempts: 1,
      spoolOffset: 0,
      logSeq: 0,
      logBytes: 0,
      createdAt: now,
      startedAt: now,
      finishedAt: now,
      updatedAt: now,
    }),
  );
  return { rootId: ids[0], runId };
}

/** Everything above a place, with the length of the way to it. */
function linesOf(
  place: number,
  parentOf: (place: number) => number,
): [number, number][] {
  const lines: [number, number][] = [];
  for (let at = place, distance = 1; at > 0; distance++) {
    at = parentOf(at);
    lines.push([at, distance]);
  }
  return lines;
}

function changeAt(place: number): ObjectChange {
  const actions = ['create', 'update', 'replace', 'delete'] as const;
  const name = `object_${place}`;
  return {
    address: `module.part_${place % 50}.demo_bucket.${name}`,
    module: `module.part_${place % 50}`,
    type: 'demo_bucket',
    name,
    action: actions[place % actions.length],
    attributes: Array.from({ length: 5 }, (_, index) => ({
      path: `tags.tag_${index}`,
      action: 'update' as const,
      before: `before ${place}`,
      after: `after ${place}`,
      sensitive: false,
      afterUnknown: false,
    })),
  };
}
