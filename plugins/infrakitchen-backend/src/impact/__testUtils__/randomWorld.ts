import { randomUUID } from 'node:crypto';
import type {
  Entry,
  Output,
  ResourceState,
  Template,
  TemplateVersion,
  Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import fc from 'fast-check';
import {
  addTemplate,
  addVersion,
  ann,
  fresh,
  variable,
  type Services,
} from '../../__testUtils__/serviceFixture';
import type { Entries } from '../../resources';

/** A resource of a random hierarchy; parents are those before it. */
export interface NodeSpec {
  kind: 'abstract' | 'net' | 'leaf';
  state: ResourceState;
  parents: number[];
  inProject: boolean;
  entries: Entries;
  values: Values;
  outputs: Output[];
}

const entry = (name: string, values: string[]) =>
  fc.record({
    name: fc.constant(name),
    value: fc.constantFrom(...values),
    // Mostly, or there would be little to compare.
    inheritedByChildren: fc.nat(4).map(number => number > 0),
  });

/** A name twice is refused before anything is looked at. */
const someOf = (names: string[], values: string[]): fc.Arbitrary<Entry[]> =>
  fc
    .tuple(
      ...names.map(name =>
        fc.option(entry(name, values), { nil: undefined, freq: 2 }),
      ),
    )
    .map(found => found.filter(item => item !== undefined));

export const anyEntries: fc.Arbitrary<Entries> = fc.record({
  tags: someOf(['team', 'cost'], ['a', 'b', '']),
  configs: someOf(['region', 'size', 'zone'], ['1', '1.0', 'x', '']),
});

export const anyValues: fc.Arbitrary<Values> = fc.record(
  { region: fc.constantFrom('1', 'own'), size: fc.constantFrom(1, 2) },
  { requiredKeys: [] },
);

export const anyOutputs: fc.Arbitrary<Output[]> = fc
  .option(fc.constantFrom('n-1', 'n-2'), { nil: undefined })
  .map(value =>
    value === undefined ? [] : [{ name: 'id', sensitive: false, value }],
  );

const anyNode = fc.record({
  kind: fc.constantFrom('abstract', 'net', 'leaf'),
  state: fc.constantFrom(
    'provisioned',
    'provisioned',
    'provision',
    'destroyed',
  ),
  parents: fc.uniqueArray(fc.nat(20), { minLength: 1, maxLength: 3 }),
  inProject: fc.boolean(),
  entries: anyEntries,
  values: anyValues,
  outputs: anyOutputs,
}) as fc.Arbitrary<NodeSpec>;

export const anyWorld = fc.record({
  nodes: fc.array(anyNode, { minLength: 2, maxLength: 9 }),
  project: anyEntries,
});

/** Templates and versions that all random hierarchies share. */
export interface Kinds {
  templates: Record<NodeSpec['kind'], Template>;
  versions: Partial<Record<NodeSpec['kind'], TemplateVersion>>;
  /** Another version of leaves. */
  other: TemplateVersion;
}

export async function addKinds(services: Services): Promise<Kinds> {
  const abstract = await addTemplate(services, { abstract: true });
  const net = await addTemplate(services, {
    conventions: { requiredTags: ['team'] },
  });
  const leaf = await addTemplate(services, {
    conventions: { requiredConfigs: ['zone'] },
  });
  const rules = {
    network: { reference: { templateId: net.id, output: 'id' } },
  };
  return {
    templates: { abstract, net, leaf },
    versions: {
      net: await addVersion(services, net, {
        variables: [variable('region')],
        outputs: [{ name: 'id', sensitive: false }],
      }),
      leaf: await addVersion(services, leaf, {
        variables: [
          variable('size', 'number', { default: 1 }),
          variable('network'),
        ],
        rules,
      }),
    },
    other: await addVersion(services, leaf, {
      variables: [
        variable('size', 'string', { default: '1' }),
        variable('region', 'string', { default: 'x' }),
        variable('network', 'string', { default: 'none' }),
      ],
      rules,
    }),
  };
}

/** What is stored of a random hierarchy. */
export interface World {
  ids: string[];
  projectId: string;
  parents: Map<string, string[]>;
  kinds: Map<string, NodeSpec['kind']>;
}

/** Past the rules, which would refuse most of what is worth to be compared. */
export async function storeWorld(
  services: Services,
  kinds: Kinds,
  spec: { nodes: NodeSpec[]; project: Entries },
): Promise<World> {
  const { knex, resources } = services;
  const key = fresh('p').toLowerCase();
  const project = await services.projectService.create(
    { key, name: key, ...spec.project },
    ann,
  );
  const ids = spec.nodes.map(() => randomUUID());
  const parents = new Map<string, string[]>();
  for (const [index, node] of spec.nodes.entries()) {
    const parentIds = [
      ...new Set(node.parents.map(at => ids[at % Math.max(index, 1)])),
    ].filter(id => index > 0 && id !== ids[index]);
    const name = fresh('n');
    parents.set(ids[index], parentIds);
    await resources.insert(
      knex,
      {
        id: ids[index],
        templateId: kinds.templates[node.kind].id,
        versionId: kinds.versions[node.kind]?.id,
        projectId: node.inProject ? project.id : undefined,
        name,
        slug: name,
        labels: [],
        abstract: node.kind === 'abstract',
        state: node.state,
        status: 'done',
        deletionProtection: false,
        staleInputs: false,
        ownValues: node.kind === 'leaf' ? onlySize(node.values) : node.values,
        outputs: node.kind === 'net' ? node.outputs : [],
        revision: 1,
        createdBy: 'user:default/ann',
        createdAt: 1,
        updatedAt: 1,
      },
      parentIds,
      node.entries,
    );
  }
  const kindOf = new Map(ids.map((id, index) => [id, spec.nodes[index].kind]));
  return { ids, projectId: project.id, parents, kinds: kindOf };
}

function onlySize({ size }: Values): Values {
  return size === undefined ? {} : { size };
}

/** Moves a resource, and works out from the edges alone what is above all. */
export async function storeMove(
  { knex }: Services,
  world: World,
  id: string,
  parentIds: string[],
): Promise<void> {
  world.parents.set(id, parentIds);
  await knex('resource_parents').where({ resource_id: id }).delete();
  for (const parentId of parentIds) {
    await knex('resource_parents').insert({
      resource_id: id,
      parent_id: parentId,
    });
  }
  for (const each of world.ids) {
    await knex('resource_ancestors').where({ resource_id: each }).delete();
    for (const [ancestor, distance] of above(world, each)) {
      await knex('resource_ancestors').insert({
        resource_id: each,
        ancestor_id: ancestor,
        distance,
      });
    }
  }
}

/** Everything above a resource with the length of the shortest way. */
export function above(world: World, id: string): Map<string, number> {
  const found = new Map<string, number>();
  let level = world.parents.get(id)!;
  for (let distance = 1; level.length > 0; distance += 1) {
    const fresher = level.filter(each => !found.has(each));
    fresher.forEach(each => found.set(each, distance));
    level = fresher.flatMap(each => world.parents.get(each)!);
  }
  return found;
}
