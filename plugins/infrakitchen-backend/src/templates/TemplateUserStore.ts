import type { Knex } from 'knex';
import { sample, type Sample } from '../database';

/** The first few of what uses templates, whoever asks. */
export class TemplateUserStore {
  /** Templates that have a template as a parent. */
  async children(db: Knex, id: string): Promise<Sample> {
    return sample(
      db('template_parents')
        .join('templates', 'templates.id', 'template_parents.template_id')
        .where('template_parents.parent_id', id),
      { id: 'templates.id', name: 'templates.name' },
    );
  }

  /** Resources of a template in any state: each has a row that points to it. */
  async resources(db: Knex, id: string): Promise<Sample> {
    return sample(db('resources').where('template_id', id), {
      id: 'resources.id',
      name: 'resources.name',
    });
  }

  /** Versions of a template. */
  async versions(db: Knex, id: string): Promise<Sample> {
    return sample(db('template_versions').where('template_id', id), {
      id: 'template_versions.id',
      name: 'template_versions.ref',
    });
  }

  /** Living resources of a template without a parent of each of these templates. */
  async resourcesLackingParent(
    db: Knex,
    id: string,
    parentTemplateIds: string[],
  ): Promise<Sample> {
    return sample(
      db('resources')
        .where('resources.template_id', id)
        .whereNot('resources.state', 'destroyed')
        .whereExists(missing =>
          missing
            .from('templates as wanted')
            .whereIn('wanted.id', parentTemplateIds)
            .whereNotExists(present =>
              present
                .from('resource_parents')
                .join('resources as parent', 'parent.id', 'parent_id')
                .where('resource_id', db.ref('resources.id'))
                .where('parent.template_id', db.ref('wanted.id'))
                .select(db.raw('1')),
            )
            .select(db.raw('1')),
        ),
      { id: 'resources.id', name: 'resources.name' },
    );
  }
}
