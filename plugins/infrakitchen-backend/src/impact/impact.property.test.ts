import { TestDatabases } from '@backstage/backend-test-utils';
import {
  validateValues,
  type ImpactInput,
  type ImpactItem,
  type ImpactPage,
  type Plan,
  type ResolvedValues,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import fc from 'fast-check';
import { fakePlan } from '../__testUtils__/fakePlan';
import {
  ann,
  createServices,
  type Services,
} from '../__testUtils__/serviceFixture';
import type { Entries, ParentRules, WantedParents } from '../resources';
import {
  above,
  addKinds,
  anyEntries,
  anyOutputs,
  anyValues,
  anyWorld,
  storeMove,
  storeWorld,
  type Kinds,
  type World,
} from './__testUtils__/randomWorld';
import { createImpactService } from './createImpacts';

jest.setTimeout(120_000);

const TIME_LIMIT_MS = 20_000;

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

/** An edit; numbers choose among what is there. */
const anyEdit = fc.record({
  what: fc.constantFrom(
    'tags',
    'tags',
    'configs',
    'configs',
    'values',
    'version',
    'project',
    'parents',
    'outputs',
    'several',
    'defaults',
  ),
  which: fc.nat(20),
  parents: fc.uniqueArray(fc.nat(20), { maxLength: 3 }),
  entries: anyEntries,
  values: anyValues,
  outputs: anyOutputs,
});
type Edit = typeof anyEdit extends fc.Arbitrary<infer T> ? T : never;

describe.each(databases.eachSupportedId())('impact, %s', database => {
  let services: Services;
  let kinds: Kinds;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    kinds = await addKinds(services);
  });

  it('announces what differs once the edit is stored, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, anyEdit, async (spec, edit) => {
        const world = await storeWorld(services, kinds, spec);
        const living = world.ids.filter(
          (_, index) => spec.nodes[index].state !== 'destroyed',
        );
        fc.pre(living.length > 0);
        const id = living[edit.which % living.length];
        const input = inputOf(world, id, edit);
        const before = await resolveAll(living);
        const announced = await allPages(world, id, edit, input);
        await store(world, id, edit, input);
        const after = await resolveAll(living);

        const differing = living.flatMap(each => {
          const changes = differences(before.get(each)!, after.get(each)!);
          const isBroken = breaks(before.get(each)!, after.get(each)!);
          return changes.length > 0 || isBroken
            ? [{ id: each, changes, isBroken }]
            : [];
        });
        expect(byId(announced.items.map(told))).toEqual(byId(differing));
        expect(announced).toMatchObject({
          total: differing.length,
          broken: differing.filter(({ isBroken }) => isBroken).length,
        });
        expect(announced.truncated).toBeUndefined();
      }),
      { interruptAfterTimeLimit: TIME_LIMIT_MS, numRuns: 1_000 },
    );
  });

  function inputOf(world: World, id: string, edit: Edit): ImpactInput {
    const has = (...what: Edit['what'][]) => what.includes(edit.what);
    const parentIds = [
      ...new Set(edit.parents.map(each => world.ids[each % world.ids.length])),
    ].filter(each => each !== id && !above(world, each).has(id));
    return {
      ...(has('tags', 'several', 'defaults') && { tags: edit.entries.tags }),
      ...(has('configs', 'several', 'defaults') && {
        configs: edit.entries.configs,
      }),
      ...(has('values') && { values: edit.values }),
      ...(has('version') &&
        world.kinds.get(id) === 'leaf' && { versionId: kinds.other.id }),
      ...(has('project', 'several') && {
        projectId: edit.which % 2 ? world.projectId : null,
      }),
      ...(has('parents', 'several') && { parentIds }),
      ...(has('outputs') && { runId: id }),
    };
  }

  async function allPages(
    world: World,
    id: string,
    edit: Edit,
    input: ImpactInput,
  ): Promise<ImpactPage> {
    const impacts = createImpactService({
      ...services,
      // The worlds are stored past the rules.
      parentRules: {
        look: async ({ parentIds }: WantedParents) =>
          services.resources.getMany(parentIds),
      } as Partial<ParentRules> as ParentRules,
      store: {
        get: async () => ({ resourceId: id } as never),
        payload: async () => planOf(edit) as never,
      },
    });
    const read = (cursor?: string) =>
      edit.what === 'defaults'
        ? impacts.ofProject(world.projectId, input, { limit: 2, cursor }, ann)
        : impacts.ofResource(id, input, { limit: 2, cursor }, ann);
    const first = await read();
    const items = [...first.items];
    for (let { nextCursor } = first; nextCursor; ) {
      const next = await read(nextCursor);
      expect(next).toMatchObject({ total: first.total, broken: first.broken });
      items.push(...next.items);
      nextCursor = next.nextCursor;
    }
    return { ...first, items };
  }

  async function store(
    world: World,
    id: string,
    edit: Edit,
    input: ImpactInput,
  ) {
    const { knex, resources, projectService } = services;
    if (edit.what === 'defaults') {
      await projectService.update(world.projectId, input, ann);
      return;
    }
    const { parentIds, projectId, runId, ...patch } = input;
    await resources.update(
      knex,
      id,
      {
        ...(patch.versionId && { versionId: patch.versionId }),
        ...(patch.values && { ownValues: patch.values as Values }),
        ...(projectId !== undefined && { projectId: projectId ?? undefined }),
        ...(runId && { outputs: edit.outputs }),
      },
      patch as Partial<Entries>,
    );
    if (parentIds) {
      await storeMove(services, world, id, parentIds);
    }
  }

  async function resolveAll(ids: string[]): Promise<Map<string, Resolved>> {
    const stored = await services.targets.read(ids);
    const resolve = await services.values.resolver(
      stored.map(({ target }) => target),
      { secrets: true },
    );
    const templates = Object.values(kinds.templates);
    return new Map(
      stored.map(({ resource, version, target }) => {
        const resolved = resolve(target);
        const { conventions } = templates.find(
          ({ id }) => id === resource.templateId,
        )!;
        const faults = validateValues({
          variables: version?.analysis?.variables ?? [],
          rules: version?.variableRules ?? {},
          resolved,
          ownValues: target.values,
          conventions,
        }).map(({ code, variable, culprits }) =>
          [code, variable ?? culprits?.[0]?.name].join(' '),
        );
        const configs = resource.abstract
          ? resolved.configs
          : resolved.configs.filter(({ name }) =>
              conventions.requiredConfigs.includes(name),
            );
        return [resource.id, { ...resolved, configs, faults }];
      }),
    );
  }
});

type Resolved = ResolvedValues & { faults: string[] };

function breaks(before: Resolved, after: Resolved): boolean {
  return after.faults.some(fault => !before.faults.includes(fault));
}

/** Each input as text, with all values where several contradict each other. */
function inputsOf({ variables, tags, configs }: Resolved): Map<string, string> {
  const inputs = new Map<string, string>();
  const add = (name: string, value: unknown) =>
    inputs.set(
      name,
      [inputs.get(name), JSON.stringify(value)].filter(Boolean).sort().join(),
    );
  variables
    .filter(({ isSet }) => isSet)
    .forEach(({ name, value }) => add(`variable ${name}`, value));
  tags.forEach(({ name, value }) => add(`tag ${name}`, value));
  configs.forEach(({ name, value }) => add(`config ${name}`, value));
  return inputs;
}

function differences(before: Resolved, after: Resolved): string[] {
  const [was, is] = [inputsOf(before), inputsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter(name => was.get(name) !== is.get(name))
    .map(name => [name, single(was.get(name)), single(is.get(name))].join(': '))
    .sort();
}

/** Where several contradict each other none is announced. */
function single(values: string | undefined): string | undefined {
  return values?.includes(',') ? undefined : values;
}

function told({ resource, changes, errors }: ImpactItem) {
  return {
    id: resource.id,
    changes: changes
      .map(({ kind, name, before, after }) =>
        [
          `${kind} ${name}`,
          before === undefined ? undefined : JSON.stringify(before),
          after === undefined ? undefined : JSON.stringify(after),
        ].join(': '),
      )
      .sort(),
    isBroken: errors.length > 0,
  };
}

function byId<T extends { id: string }>(items: T[]): T[] {
  return [...items].sort((a, b) => a.id.localeCompare(b.id));
}

/** What a run would do that leaves these outputs. */
function planOf({ outputs }: Edit): Plan {
  const [output] = outputs;
  return {
    ...fakePlan('update'),
    outputChanges: [
      output
        ? { ...output, action: 'update', after: output.value }
        : { name: 'id', sensitive: false, action: 'delete' },
    ],
  };
}
