import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';

/** Children of each node, level by level below a region. */
const BRANCHES = [4, 4, 4, 5, 5, 5];
const REGIONS = 10;
const NODES_OF_REGION = 10_000;
/** Levels from here on have a second parent, two levels up. */
const DIAMONDS = new Set([4, 6, 8]);
/** SQLite takes no more in one statement. */
const ROWS = 500;
const OWNER = 'user:default/owner';

/** What is measured of a seeded hierarchy. */
export interface SeededHierarchy {
  rootId: string;
  /** The top of a subtree of 10,000 resources. */
  regionId: string;
  /** A resource of the lowest level, below everything that hands values down. */
  leafId: string;
  /** Templates by level, the root's first. */
  templateIds: string[];
  /** Resources altogether. */
  count: number;
}

interface Node {
  id: string;
  level: number;
  index: number;
  parents: Node[];
}

/**
 * Writes 100,000 resources below one account: ten regions with 10,000 resources
 * each, eight levels deep, with diamonds. The reader may read three regions and
 * a project, and write at some nodes within.
 */
export async function seedHierarchy(
  knex: Knex,
  reader: string,
): Promise<SeededHierarchy> {
  const levels = BRANCHES.length + 2;
  const templateIds = Array.from({ length: levels }, () => randomUUID());
  const versionIds = templateIds.map(() => randomUUID());
  const projectIds = Array.from({ length: 5 }, () => randomUUID());
  const nodes = growTree(levels);
  const [root] = nodes;
  const regions = nodes.filter(({ level }) => level === 2);
  await knex.transaction(async tx => {
    const insert = (table: string, rows: object[]) =>
      tx.batchInsert(table, rows, ROWS);
    await insert('templates', templateIds.map(templateRow));
    await insert('template_parents', templateLinks(templateIds));
    await insert(
      'template_versions',
      versionIds.slice(2).map((id, i) => versionRow(id, templateIds[i + 2])),
    );
    await insert('projects', projectIds.map(projectRow));
    await insert(
      'resources',
      nodes.map(node => ({
        ...resourceRow(node),
        template_id: templateIds[node.level - 1],
        version_id: node.level > 2 ? versionIds[node.level - 1] : null,
        project_id: node.index % 7 === 0 ? projectIds[node.index % 5] : null,
      })),
    );
    await insert(
      'resource_parents',
      nodes.flatMap(({ id, parents }) =>
        parents.map(parent => ({ resource_id: id, parent_id: parent.id })),
      ),
    );
    for (const templateId of templateIds) {
      await insertAncestors(tx, templateId);
    }
    await insert('resource_entries', nodes.flatMap(entryRows));
    const middle = nodes.filter(({ level }) => level === 5);
    await insert('grants', [
      ...regions.slice(0, 3).map(node => grantRow(reader, 'read', node.id)),
      ...middle.slice(-5).map(node => grantRow(reader, 'write', node.id)),
      { ...grantRow(reader, 'read', projectIds[0]), scope_kind: 'project' },
    ]);
  });
  // As the database's own upkeep does sooner or later.
  await knex.raw(
    knex.client.config.client === 'pg' ? 'vacuum analyze' : 'analyze',
  );
  return {
    rootId: root.id,
    regionId: regions[0].id,
    leafId: nodes.filter(({ level }) => level === levels)[100].id,
    templateIds,
    count: nodes.length,
  };
}

/** The root, the regions, and below each of them level by level. */
function growTree(levels: number): Node[] {
  let count = 0;
  const grow = (level: number, parents: Node[]): Node => ({
    id: randomUUID(),
    level,
    index: count++,
    parents,
  });
  const root = grow(1, []);
  const nodes = [root];
  for (let region = 0; region < REGIONS; region++) {
    const byLevel: Node[][] = [[], [root], [grow(2, [root])]];
    let left = NODES_OF_REGION - 1;
    for (let level = 3; level <= levels; level++) {
      const above = byLevel[level - 1];
      const wanted =
        level === levels ? left : above.length * BRANCHES[level - 3];
      byLevel[level] = Array.from({ length: wanted }, (_, i) => {
        const second = byLevel[level - 2];
        return grow(level, [
          above[i % above.length],
          ...(DIAMONDS.has(level) ? [second[(i * 7) % second.length]] : []),
        ]);
      });
      left -= wanted;
    }
    nodes.push(...byLevel.slice(2).flat());
  }
  return nodes;
}

/** Of one level, from those of the levels above. */
async function insertAncestors(
  tx: Knex.Transaction,
  templateId: string,
): Promise<void> {
  await tx.raw(
    `insert into resource_ancestors (resource_id, ancestor_id, distance)
     select r.id, above.ancestor_id, min(above.distance)
     from resources r
     join resource_parents p on p.resource_id = r.id
     join (
       select id as resource_id, id as ancestor_id, 1 as distance from resources
       union all
       select resource_id, ancestor_id, distance + 1 from resource_ancestors
     ) above on above.resource_id = p.parent_id
     where r.template_id = ?
     group by r.id, above.ancestor_id`,
    [templateId],
  );
}

const written = { created_by: OWNER, created_at: 1, updated_at: 1 };

function templateRow(id: string, i: number): object {
  return {
    id,
    key: `level-${i + 1}`,
    name: `Level ${i + 1}`,
    abstract: i < 2,
    enabled: true,
    labels: '[]',
    conventions: JSON.stringify({ requiredTags: [], requiredConfigs: [] }),
    metadata_free: false,
    revision: 1,
    ...written,
  };
}

function templateLinks(ids: string[]): object[] {
  return ids.flatMap((id, i) =>
    [i - 1, ...(DIAMONDS.has(i + 1) ? [i - 2] : [])]
      .filter(parent => parent >= 0)
      .map(parent => ({ template_id: id, parent_id: ids[parent] })),
  );
}

/** Twenty variables, five of which the hierarchy decides. */
function versionRow(id: string, templateId: string): object {
  const variables = Array.from({ length: 20 }, (_, i) => ({
    name: i < 5 ? `setting_${i}` : `variable_${i}`,
    type: 'string',
    schema: { type: 'string' },
    hasDefault: true,
    default: 'none',
    sensitive: false,
    nullable: true,
    ephemeral: false,
    validations: [],
  }));
  return {
    id,
    template_id: templateId,
    repository_url: 'https://git.example.com/modules.git',
    path: '',
    ref_type: 'tag',
    ref: 'v1.0.0',
    commit_sha: 'c'.repeat(40),
    lifecycle: 'active',
    enabled: true,
    status: 'analysed',
    analysis: JSON.stringify({
      variables,
      outputs: [],
      requiredProviders: [],
      files: ['main.tf'],
    }),
    variable_rules: '{}',
    revision: 1,
    ...written,
  };
}

function projectRow(id: string, i: number): object {
  return {
    id,
    key: `project-${i}`,
    name: `Project ${i}`,
    enabled: true,
    labels: '[]',
    fields: '{}',
    metadata_free: false,
    revision: 1,
    ...written,
  };
}

function resourceRow({ id, level, index }: Node): object {
  const name = `node-${level}-${index}`;
  return {
    id,
    name,
    slug: name.replaceAll('-', '_'),
    description: `Resource ${index} on level ${level}`,
    labels: JSON.stringify(index % 3 === 0 ? ['prod'] : []),
    owner_ref: OWNER,
    abstract: level <= 2,
    state: 'provisioned',
    status: 'done',
    deletion_protection: false,
    stale_inputs: false,
    own_values: JSON.stringify({ variable_9: name }),
    outputs: JSON.stringify([
      { name: 'id', sensitive: false, value: `cloud-${index}` },
    ]),
    revision: 1,
    provisioned_at: 1,
    ...written,
  };
}

/** Values at the top, some nearer, and now and then at a resource itself. */
function entryRows({ id, level, index }: Node): object[] {
  const entry = (kind: 'tag' | 'config', name: string, value: string) => ({
    resource_id: id,
    kind,
    name,
    value,
    inherited_by_children: true,
  });
  switch (level) {
    case 1:
      return [
        ...[0, 1, 2, 3, 4].map(i => entry('config', `setting_${i}`, 'top')),
        entry('tag', 'cost-center', '1000'),
        entry('tag', 'company', 'acme'),
      ];
    case 2:
      return [
        entry('config', 'setting_1', `region-${index}`),
        entry('tag', 'region', `region-${index}`),
      ];
    default:
      return [
        ...(index % 50 === 0 ? [entry('tag', 'cost-center', '2000')] : []),
        ...(index % 20 === 0 ? [entry('config', 'setting_2', 'own')] : []),
      ];
  }
}

function grantRow(principal: string, role: string, scopeId: string) {
  return {
    id: randomUUID(),
    principal_ref: principal,
    role,
    scope_kind: 'resource',
    scope_id: scopeId,
    created_by: OWNER,
    created_at: 1,
  };
}
