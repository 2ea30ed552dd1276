import type { AttributeChange, ObjectChange, Plan } from '../api';
import { diffPlans } from './diff';
import { planRisk } from './risk';
import { summarisePlan } from './summary';
import { planText } from './text';

function object(
  address: string,
  action: ObjectChange['action'],
  overrides: Partial<ObjectChange> = {},
): ObjectChange {
  const [type, name] = address.split('.').slice(-2);
  return { address, type, name, action, attributes: [], ...overrides };
}

function attribute(
  path: string,
  overrides: Partial<AttributeChange> = {},
): AttributeChange {
  return {
    path,
    action: 'update',
    before: 'a',
    after: 'b',
    sensitive: false,
    afterUnknown: false,
    ...overrides,
  };
}

function plan(changes: ObjectChange[], rest: Partial<Plan> = {}): Plan {
  return {
    digest: 'd1',
    summary: summarisePlan(changes, rest.outputChanges),
    changes,
    drift: [],
    outputChanges: [],
    ...rest,
  };
}

describe('planRisk', () => {
  it.each([
    [[], 'none'],
    [[object('demo_x.a', 'read')], 'none'],
    [[object('demo_x.a', 'create')], 'low'],
    [[object('demo_bucket.a', 'update')], 'low'],
    [[object('demo_x.a', 'replace')], 'medium'],
    [
      [object('demo_x.a', 'delete'), object('demo_bucket.a', 'create')],
      'medium',
    ],
    [[object('demo_database.a', 'replace')], 'high'],
  ])('of %j is %s', (changes, level) => {
    expect(planRisk(plan(changes)).level).toBe(level);
  });

  it('counts an output that changes', () => {
    const outputChanges: Plan['outputChanges'] = [
      { name: 'host', action: 'update', sensitive: false },
    ];
    expect(planRisk(plan([], { outputChanges })).level).toBe('low');
  });

  it('names what holds data first, and counts types', () => {
    const risk = planRisk(
      plan([
        object('demo_x.a', 'delete'),
        object('demo_x.b', 'delete'),
        object('demo_bucket.a', 'replace'),
      ]),
    );
    expect(risk.destroyed.map(({ address }) => address)).toEqual([
      'demo_bucket.a',
      'demo_x.a',
      'demo_x.b',
    ]);
    expect(risk.holdingData.map(({ address }) => address)).toEqual([
      'demo_bucket.a',
    ]);
    expect(risk.byType).toEqual([
      { type: 'demo_x', count: 2 },
      { type: 'demo_bucket', count: 1 },
    ]);
  });
});

describe('diffPlans', () => {
  it('tells what came, went, and is done otherwise', () => {
    const before = plan(
      [
        object('a.same', 'create', { attributes: [attribute('x')] }),
        object('a.gone', 'create'),
        object('a.other', 'update', { attributes: [attribute('x')] }),
        object('a.action', 'update'),
        object('a.nothing', 'no-op'),
      ],
      { outputChanges: [{ name: 'o', action: 'create', sensitive: false }] },
    );
    const after = plan([
      object('a.same', 'create', { attributes: [attribute('x')] }),
      object('a.new', 'delete'),
      object('a.other', 'update', {
        attributes: [attribute('x', { after: 'c' }), attribute('y')],
      }),
      object('a.action', 'replace'),
    ]);
    const difference = diffPlans(before, after);
    expect(
      difference.objects.map(({ address, kind, paths }) => [
        address,
        kind,
        paths,
      ]),
    ).toEqual([
      ['a.action', 'changed', []],
      ['a.gone', 'removed', []],
      ['a.new', 'added', []],
      ['a.other', 'changed', ['x', 'y']],
    ]);
    expect(difference.outputs).toEqual(['o']);
    expect(difference.equal).toBe(1);
  });

  it('compares what becomes of things, and not what they were', () => {
    const before = plan([
      object('a.x[10]', 'create', {
        attributes: [
          attribute('same', { action: 'create', before: undefined }),
        ],
      }),
      object('a.x[9]', 'create', { attributes: [attribute('id')] }),
    ]);
    const after = plan([
      object('a.x[10]', 'update', {
        attributes: [attribute('same', { before: 'z' })],
      }),
      object('a.x[9]', 'delete', {
        attributes: [attribute('id', { action: 'delete' })],
      }),
    ]);
    expect(
      diffPlans(before, after).objects.map(({ address, paths }) => [
        address,
        paths,
      ]),
    ).toEqual([
      ['a.x[9]', []],
      ['a.x[10]', []],
    ]);
  });

  it('finds nothing between a plan and itself', () => {
    const same = plan([
      object('a.x', 'update', { attributes: [attribute('x')] }),
    ]);
    expect(diffPlans(same, same)).toEqual({
      objects: [],
      outputs: [],
      equal: 1,
    });
  });
});

describe('planText', () => {
  it('reads as the engines write, and holds no secret', () => {
    const text = planText(
      plan(
        [
          object('module.m.demo_bucket.a', 'create', {
            attributes: [
              attribute('id', { action: 'create', afterUnknown: true }),
              attribute('name', { action: 'create', after: 'logs' }),
              attribute('key', {
                action: 'create',
                after: 'canary',
                sensitive: true,
              }),
            ],
          }),
          object('demo_database.b', 'replace', {
            createBeforeDestroy: true,
            previousAddress: 'demo_database.old',
            reason: 'An attribute changes that cannot be changed in place.',
            attributes: [
              attribute('engine', {
                before: 14,
                after: 16,
                forcesReplacement: true,
              }),
            ],
          }),
          object('demo_x.c', 'delete', {
            attributes: [
              attribute('n', { action: 'delete', before: { a: 1 } }),
            ],
          }),
        ],
        {
          drift: [
            object('demo_y.d', 'update', { attributes: [attribute('s')] }),
          ],
          outputChanges: [
            {
              name: 'token',
              action: 'create',
              sensitive: true,
              after: 'canary',
            },
            { name: 'host', action: 'update', sensitive: false, before: 'x' },
            { name: 'same', action: 'no-op', sensitive: false },
          ],
        },
      ),
    );
    expect(text)
      .toBe(`Plan: 1 to create, 1 to replace, 1 to delete, 2 outputs to change.

+ module.m.demo_bucket.a
    + id = (known after apply)
    + name = "logs"
    + key = (sensitive value)

+/- demo_database.b # moved from demo_database.old, creates the new one first
    # An attribute changes that cannot be changed in place.
    ~ engine = 14 -> 16 # forces replacement

- demo_x.c
    - n = {"a":1}

Changed outside of InfraKitchen:

~ demo_y.d
    ~ s = "a" -> "b"

Changes to outputs:
  + token = (sensitive value)
  ~ host = "x" -> null

Digest: d1
`);
  });
});
