import { TestDatabases } from '@backstage/backend-test-utils';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import { matches } from './__testUtils__/matches';
import {
  createWorld,
  expectedRole,
  people,
  worldPlans,
  type World,
  type WorldPlan,
} from './__testUtils__/world';
import type { AccessCriterion } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { migrateSchema } from '../database';
import { AccessRecords } from './AccessRecords';
import { tables } from './AccessScope';
import { holdingOf } from './holding';
import { permit } from './predicates';
import type { Permit } from './types';

jest.setTimeout(180_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const roles = ['read', 'write', 'admin'] as const;
const kinds = ['template', 'project', 'resource'] as const;
type Kind = (typeof kinds)[number];

const claimSets = fc.uniqueArray(fc.nat({ max: people.length - 1 }), {
  minLength: 1,
});

const criterion: fc.Arbitrary<AccessCriterion> = fc.oneof(
  fc.record({
    rule: fc.constant('hasRole' as const),
    role: fc.constantFrom(...roles),
    claims: fc.subarray(people, { minLength: 1 }),
  }),
  fc.record({
    rule: fc.constant('isOwner' as const),
    claims: fc.subarray(people),
  }),
  fc.record({
    rule: fc.constant('inProject' as const),
    projects: fc.subarray(['project-0', 'project-1', 'none']),
  }),
  fc.record({
    rule: fc.constant('hasTemplate' as const),
    templates: fc.subarray(['template_0', 'template_1', 'template_2']),
  }),
  fc.record({
    rule: fc.constant('hasLabel' as const),
    label: fc.constantFrom('prod', 'Prod', 'pr_d', 'prod.eu', '%', ','),
  }),
);
const criteria = fc.letrec<{ tree: PermissionCriteria<AccessCriterion> }>(
  tie => ({
    tree: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      criterion,
      fc.record({
        allOf: fc.array(tie('tree'), { minLength: 1, maxLength: 2 }),
      }),
      fc.record({
        anyOf: fc.array(tie('tree'), { minLength: 1, maxLength: 2 }),
      }),
      fc.record({ not: tie('tree') }),
    ) as fc.Arbitrary<PermissionCriteria<AccessCriterion>>,
  }),
).tree;

describe.each(databases.eachSupportedId())('predicates, %s', database => {
  let knex: Knex;

  beforeAll(async () => {
    knex = await databases.init(database);
    await migrateSchema(knex);
  });

  async function permitted(world: World, kind: Kind, which: Permit) {
    const table = tables[kind];
    const query = knex(table).pluck(`${table}.id`);
    permit(query, { kind, table, permit: which, settings: world.settings });
    return new Set<string>(await query);
  }

  const idsOf = (world: World, kind: Kind) => world[`${kind}Ids`];

  function expected(
    world: World,
    plan: WorldPlan,
    kind: Kind,
    who: number[],
    role: number,
  ) {
    return new Set(
      idsOf(world, kind).filter(
        (_, at) => expectedRole(plan, who, { kind, at }) >= role,
      ),
    );
  }

  it('permit what grants reach, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(worldPlans, claimSets, async (plan, who) => {
        const world = await createWorld(knex, plan);
        const principals = who.map(index => people[index]);
        const globalRole = Math.max(
          -1,
          ...plan.grants
            .filter(grant => grant.kind === 'global' && who.includes(grant.who))
            .map(grant => roles.indexOf(grant.role)),
        );
        const records = new AccessRecords({ knex, settings: world.settings });
        for (const kind of kinds) {
          const loaded = await records.load(
            kind,
            idsOf(world, kind),
            principals,
          );
          idsOf(world, kind).forEach((id, at) =>
            expect(
              Math.max(
                -1,
                ...loaded
                  .get(id)!
                  .grants.map(grant => roles.indexOf(grant.role)),
              ),
            ).toBe(expectedRole(plan, who, { kind, at })),
          );
          for (const [strength, role] of roles.entries()) {
            const holding = holdingOf(principals, role, world.settings);
            const which =
              holding === 'all' || globalRole >= strength ? 'all' : { holding };
            expect(await permitted(world, kind, which)).toEqual(
              expected(world, plan, kind, who, strength),
            );
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('mean the same as the rules do for one record', async () => {
    await fc.assert(
      fc.asyncProperty(worldPlans, criteria, async (plan, tree) => {
        const world = await createWorld(knex, plan);
        const records = new AccessRecords({ knex, settings: world.settings });
        for (const kind of kinds) {
          const ids = idsOf(world, kind);
          const loaded = await records.load(kind, ids);
          expect(await permitted(world, kind, { criteria: tree })).toEqual(
            new Set(ids.filter(id => matches(tree, loaded.get(id)!))),
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});
