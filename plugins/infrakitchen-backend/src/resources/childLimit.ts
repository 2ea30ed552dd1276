import {
  InfrakitchenError,
  type Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { resourceCulprit } from './types';

/**
 * Refuses one more child of a template than a parent may have. The rows of the
 * parents must be locked, or two children come in at once.
 *
 * @throws ConflictError `too_many_children` that names the parent.
 */
export async function assertRoomForChild(
  tx: Knex.Transaction,
  template: Pick<Template, 'id' | 'name' | 'conventions'>,
  parents: { id: string; name: string }[],
): Promise<void> {
  const { maxChildren } = template.conventions;
  if (maxChildren === undefined || parents.length === 0) {
    return;
  }
  const counts = await countChildren(
    tx,
    template.id,
    parents.map(({ id }) => id),
  );
  const full = counts.find(({ total }) => total >= maxChildren);
  const parent = full && parents.find(({ id }) => id === full.parentId);
  if (parent) {
    throw new InfrakitchenError('ConflictError', {
      code: 'too_many_children',
      message: `'${parent.name}' already has ${full.total} of at most ${maxChildren} living resources of '${template.name}'. Destroy one of them, or choose another parent`,
      culprits: [
        resourceCulprit(parent),
        { kind: 'template', id: template.id, name: template.name },
      ],
    });
  }
}

/** Living resources of a template below each of these, where there are any. */
export async function countChildren(
  db: Knex,
  templateId: string,
  parentIds: string[],
): Promise<{ parentId: string; total: number }[]> {
  const rows = await db('resource_parents as rp')
    .join('resources as r', 'r.id', 'rp.resource_id')
    .whereIn('rp.parent_id', parentIds)
    .where('r.template_id', templateId)
    .whereNot('r.state', 'destroyed')
    .groupBy('rp.parent_id')
    .select({ parentId: 'rp.parent_id' }, db.raw('count(*) as total'));
  return rows.map(row => ({ ...row, total: Number(row.total) }));
}
