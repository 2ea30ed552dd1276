import { randomUUID } from 'node:crypto';
import type { Role } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import fc from 'fast-check';
import { ResourceStore, slugOf } from '../../resources';
import { TemplateStore } from '../../templates';
import { GrantStore } from '../GrantStore';
import type { AccessSettings } from '../types';

export const people = [
  'user:default/ann',
  'user:default/bob',
  'group:default/ops',
];
const roles = ['read', 'write', 'admin'] as const;
const labels = ['prod', 'pr_d', 'prod.eu'];

/** A hierarchy by positions in lists; parents come before their children. */
export interface WorldPlan {
  templates: { parents: number[] }[];
  projects: { owners: number[] }[];
  resources: {
    template: number;
    parents: number[];
    project?: number;
    owner?: number;
    label?: number;
  }[];
  grants: {
    who: number;
    role: Role;
    kind: 'global' | 'project' | 'template' | 'resource';
    at: number;
    fixed: boolean;
  }[];
  everyone?: Role;
}

const indexes = (max: number) =>
  fc.uniqueArray(fc.nat({ max }), { maxLength: 2 });

/** Plans of hierarchies with grants all over them. */
export const worldPlans: fc.Arbitrary<WorldPlan> = fc.record(
  {
    templates: fc.array(fc.record({ parents: indexes(5) }), {
      minLength: 1,
      maxLength: 5,
    }),
    projects: fc.array(fc.record({ owners: indexes(people.length - 1) }), {
      maxLength: 2,
    }),
    resources: fc.array(
      fc.record(
        {
          template: fc.nat({ max: 4 }),
          parents: indexes(7),
          project: fc.nat({ max: 1 }),
          owner: fc.nat({ max: people.length - 1 }),
          label: fc.nat({ max: labels.length - 1 }),
        },
        { requiredKeys: ['template', 'parents'] },
      ),
      { minLength: 1, maxLength: 8 },
    ),
    grants: fc.array(
      fc.record({
        who: fc.nat({ max: people.length - 1 }),
        role: fc.constantFrom(...roles),
        kind: fc.constantFrom(
          'project' as const,
          'template' as const,
          'resource' as const,
          'resource' as const,
          'global' as const,
        ),
        at: fc.nat({ max: 7 }),
        fixed: fc.boolean(),
      }),
      { maxLength: 6 },
    ),
    everyone: fc.constantFrom(...roles),
  },
  { requiredKeys: ['templates', 'projects', 'resources', 'grants'] },
);

/** A plan in the database. */
export interface World {
  templateIds: string[];
  projectIds: string[];
  resourceIds: string[];
  settings: AccessSettings;
  /** What a grant is at, for the reference; undefined where there is no such thing. */
  placeOf(grant: WorldPlan['grants'][number]): string | undefined;
}

/** Writes a plan in place of whatever is there. */
export async function createWorld(knex: Knex, plan: WorldPlan): Promise<World> {
  for (const table of [
    'grants',
    'resource_parents',
    'resource_ancestors',
    'resources',
    'project_owners',
    'projects',
    'template_parents',
    'templates',
  ]) {
    await knex(table).delete();
  }
  const templateIds = plan.templates.map(() => randomUUID());
  const projectIds = plan.projects.map(() => randomUUID());
  const resourceIds = plan.resources.map(() => randomUUID());
  const now = Date.now();
  const common = {
    revision: 1,
    createdBy: people[0],
    createdAt: now,
    updatedAt: now,
  };
  const templates = new TemplateStore(knex);
  for (const [i, { parents }] of plan.templates.entries()) {
    await templates.insert(knex, {
      ...common,
      id: templateIds[i],
      key: `template_${i}`,
      name: `Template ${i}`,
      abstract: true,
      enabled: true,
      labels: [labels[i % labels.length]],
      conventions: { requiredTags: [], requiredConfigs: [] },
      metadataFree: false,
      publishToCatalog: true,
      publishSelfService: true,
      parentIds: parents.filter(at => at < i).map(at => templateIds[at]),
    });
  }
  for (const [i, { owners }] of plan.projects.entries()) {
    await knex('projects').insert({
      id: projectIds[i],
      key: `project-${i}`,
      name: `Project ${i}`,
      enabled: true,
      labels: JSON.stringify([labels[i]]),
      fields: '{}',
      metadata_free: false,
      revision: 1,
      created_by: people[0],
      created_at: now,
      updated_at: now,
    });
    for (const owner of owners) {
      await knex('project_owners').insert({
        project_id: projectIds[i],
        principal_ref: people[owner],
      });
    }
  }
  const resources = new ResourceStore(knex);
  for (const [i, planned] of plan.resources.entries()) {
    const name = `resource-${i}`;
    await resources.insert(
      knex,
      {
        ...common,
        id: resourceIds[i],
        templateId: templateIds[planned.template % templateIds.length],
        name,
        slug: slugOf(name),
        labels: planned.label === undefined ? [] : [labels[planned.label]],
        ownerRef:
          planned.owner === undefined ? undefined : people[planned.owner],
        abstract: true,
        state: 'provisioned',
        status: 'done',
        deletionProtection: false,
        staleInputs: false,
        ownValues: {},
        outputs: [],
      },
      planned.parents.filter(at => at < i).map(at => resourceIds[at]),
      { tags: [], configs: [] },
    );
    await knex('resources')
      .where({ id: resourceIds[i] })
      .update({ project_id: projectIds[planned.project ?? -1] ?? null });
  }
  const places = {
    global: [],
    project: projectIds,
    template: templateIds,
    resource: resourceIds,
  };
  const world: World = {
    templateIds,
    projectIds,
    resourceIds,
    settings: { everyone: plan.everyone, grants: [] },
    placeOf: ({ kind, at }) => places[kind][at],
  };
  const grants = new GrantStore(knex);
  const kept = new Map<string, WorldPlan['grants'][number]>();
  for (const grant of plan.grants) {
    const id = world.placeOf(grant);
    if (grant.kind !== 'global' && !id) {
      continue;
    }
    const principalRef = people[grant.who];
    if (grant.fixed) {
      const keyed = grant.kind === 'template' || grant.kind === 'project';
      world.settings.grants.push({
        principalRef,
        role: grant.role,
        scope: keyed
          ? {
              kind: grant.kind,
              key: `${grant.kind}${grant.kind === 'template' ? '_' : '-'}${
                grant.at
              }`,
            }
          : { kind: grant.kind, id },
      });
    } else {
      await grants.give(knex, {
        id: randomUUID(),
        principalRef,
        role: grant.role,
        scope: { kind: grant.kind, id },
        createdBy: people[0],
        createdAt: now,
      });
      kept.set(`${principalRef} ${grant.kind} ${id}`, grant);
    }
  }
  // A later grant of the same principal at the same scope replaced it.
  plan.grants = [
    ...plan.grants.filter(
      grant => grant.fixed && (grant.kind === 'global' || world.placeOf(grant)),
    ),
    ...kept.values(),
  ];
  return world;
}

/** Positions of a node and of everything above it, walked the long way. */
export function upwards(
  nodes: { parents: number[] }[],
  from: number,
): number[] {
  return [
    from,
    ...nodes[from].parents
      .filter(parent => parent < from)
      .flatMap(parent => upwards(nodes, parent)),
  ];
}

/** The role of some people on a record, as one would say it in words. */
export function expectedRole(
  plan: WorldPlan,
  people_: number[],
  record: { kind: 'project' | 'template' | 'resource'; at: number },
): number {
  const resource =
    record.kind === 'resource' ? plan.resources[record.at] : undefined;
  const template = resource
    ? resource.template % plan.templates.length
    : record.at;
  const project =
    record.kind === 'project' ? record.at : resource?.project ?? -1;
  const reached = {
    global: () => true,
    project: (at: number) => record.kind !== 'template' && at === project,
    template: (at: number) =>
      record.kind !== 'project' &&
      upwards(plan.templates, template).includes(at),
    resource: (at: number) =>
      record.kind === 'resource' &&
      upwards(plan.resources, record.at).includes(at),
  };
  const strength = (role: Role | undefined) =>
    role ? roles.indexOf(role) : -1;
  const held = plan.grants
    .filter(grant => people_.includes(grant.who))
    .filter(grant => reached[grant.kind](grant.at))
    .map(grant => strength(grant.role));
  const owners = plan.projects[project]?.owners ?? [];
  const owned =
    record.kind !== 'template' && owners.some(owner => people_.includes(owner));
  return Math.max(-1, strength(plan.everyone), owned ? 2 : -1, ...held);
}
