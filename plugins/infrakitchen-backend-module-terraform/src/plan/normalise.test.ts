import { normalisePlan, sensitiveValuesOf } from './normalise';
import {
  parsePlanJson,
  PlanChange,
  PlanJson,
  PlanResourceChange,
} from './planJson';

function resource(
  address: string,
  change: Partial<PlanChange> & { actions: string[] },
  more: Partial<PlanResourceChange> = {},
): PlanResourceChange {
  const [type, name] = address.split('.');
  return {
    address,
    mode: 'managed',
    type,
    name,
    provider_name: 'p',
    change,
    ...more,
  };
}

function planOf(...resources: PlanResourceChange[]): PlanJson {
  return { resource_changes: resources };
}

function attributesOf(change: Partial<PlanChange> & { actions: string[] }) {
  return normalisePlan(planOf(resource('a.b', change))).changes[0].attributes;
}

describe('normalisePlan', () => {
  it('sorts by address, counts, and leaves out what does not change', () => {
    const plan = normalisePlan({
      ...planOf(
        resource('z.z', { actions: ['create'], after: {} }),
        resource('b.b', { actions: ['delete', 'create'] }),
        resource('a.a', { actions: ['update'] }),
        resource('c.c', { actions: ['create', 'delete'] }),
        resource('d.d', { actions: ['delete'] }),
        resource('n.n', {
          actions: ['no-op'],
          before: { a: 1 },
          after: { a: 1 },
        }),
        resource('data.x.y', { actions: ['read'] }, { mode: 'data' }),
      ),
      output_changes: {
        b: { actions: ['update'], before: 1, after: 2 },
        a: { actions: ['no-op'], before: 1, after: 1 },
      },
    });
    expect(
      plan.changes.map(c => [
        c.address,
        c.action,
        c.mode,
        c.createBeforeDestroy,
      ]),
    ).toEqual([
      ['a.a', 'update', 'managed', undefined],
      ['b.b', 'replace', 'managed', false],
      ['c.c', 'replace', 'managed', true],
      ['d.d', 'delete', 'managed', undefined],
      ['data.x.y', 'read', 'data', undefined],
      ['z.z', 'create', 'managed', undefined],
    ]);
    expect(plan.summary).toEqual({
      create: 1,
      update: 1,
      delete: 1,
      replace: 2,
      read: 1,
      outputs: 1,
    });
    expect(plan.outputChanges).toEqual([
      {
        name: 'b',
        action: 'update',
        sensitive: false,
        afterUnknown: false,
        before: 1,
        after: 2,
      },
    ]);
  });

  it('keeps moves, imports and what is forgotten', () => {
    const { changes, summary } = normalisePlan(
      planOf(
        resource(
          'a.new',
          { actions: ['no-op'] },
          { previous_address: 'a.old' },
        ),
        resource('b.b', { actions: ['no-op'], importing: { id: 'x' } }),
        resource('c.c', { actions: ['forget'] }),
      ),
    );
    expect(changes).toMatchObject([
      { address: 'a.new', previousAddress: 'a.old', action: 'no-op' },
      {
        address: 'b.b',
        action: 'no-op',
        reason: 'It exists already and is taken over.',
      },
      {
        address: 'c.c',
        action: 'no-op',
        reason: expect.stringContaining('left as it is'),
      },
    ]);
    expect(summary).toMatchObject({
      create: 0,
      update: 0,
      delete: 0,
      replace: 0,
    });
  });

  it('tells why something is replaced', () => {
    const [change] = normalisePlan(
      planOf(
        resource(
          'a.b',
          {
            actions: ['delete', 'create'],
            before: { size: 1, tags: { a: 'x' }, rules: [{ port: 1 }] },
            after: { size: 2, tags: { a: 'x' }, rules: [{ port: 2 }] },
            replace_paths: [['size'], ['rules', 0, 'port']],
          },
          {
            action_reason: 'replace_because_cannot_update',
            module_address: 'module.this',
          },
        ),
      ),
    ).changes;
    expect(change).toMatchObject({
      module: 'module.this',
      reason: 'An attribute changes that cannot be changed in place.',
      replacePaths: ['size', 'rules[0].port'],
      attributes: [
        { path: 'rules[0].port', forcesReplacement: true },
        { path: 'size', forcesReplacement: true },
      ],
    });
  });

  it('compares attribute by attribute', () => {
    const attributes = attributesOf({
      actions: ['update'],
      before: {
        same: { deep: [1, 2] },
        tags: { team: 'a', old: 'x', 'with/slash': '1' },
        rules: [{ port: 1 }, { port: 2 }],
        kind: 'text',
        gone: [1],
        empty: null,
      },
      after: {
        same: { deep: [1, 2] },
        tags: { team: 'b', 'with/slash': '2', added: 'y' },
        rules: [{ port: 1 }, { port: 3 }, { port: 4 }],
        kind: ['list'],
        gone: null,
        empty: [],
      },
      after_unknown: {},
    });
    expect(
      attributes.map(({ path, action, before, after }) => [
        path,
        action,
        before,
        after,
      ]),
    ).toEqual([
      ['empty', 'create', undefined, []],
      ['gone[0]', 'delete', 1, undefined],
      ['kind', 'update', 'text', ['list']],
      ['rules[1].port', 'update', 2, 3],
      ['rules[2].port', 'create', undefined, 4],
      ['tags.added', 'create', undefined, 'y'],
      ['tags.old', 'delete', 'x', undefined],
      ['tags.team', 'update', 'a', 'b'],
      ['tags["with/slash"]', 'update', '1', '2'],
    ]);
  });

  it('marks what is known only after apply', () => {
    const attributes = attributesOf({
      actions: ['create'],
      before: null,
      after: { name: 'x', list: [{ a: 1 }], nothing: null },
      after_unknown: { id: true, list: [{ b: true }], name: false },
    });
    expect(
      attributes.map(({ path, action, after, afterUnknown }) => [
        path,
        action,
        after,
        afterUnknown,
      ]),
    ).toEqual([
      ['id', 'create', undefined, true],
      ['list[0].a', 'create', 1, false],
      ['list[0].b', 'create', undefined, true],
      ['name', 'create', 'x', false],
    ]);
  });

  it('never has a sensitive value', () => {
    const plan: PlanJson = {
      ...planOf(
        resource('a.b', {
          actions: ['update'],
          before: {
            pw: 'old-secret',
            list: ['hidden-1', 'plain'],
            all: { x: 'secret-x' },
            now: 'was-clear',
          },
          after: {
            pw: 'new-secret',
            list: ['hidden-2', 'plain'],
            all: 'secret-y',
            now: 'was-clear',
          },
          before_sensitive: { pw: true, list: [true, false], all: { x: true } },
          after_sensitive: { pw: true, list: [true], all: true, now: true },
          after_unknown: {},
        }),
        resource('a.whole', {
          actions: ['create'],
          before: null,
          after: { x: 'whole-secret' },
          before_sensitive: false,
          after_sensitive: true,
        }),
        resource('a.gone', {
          actions: ['delete'],
          before: { x: 'gone-secret' },
          after: null,
          before_sensitive: { x: true },
          after_sensitive: false,
        }),
        resource('a.same', {
          actions: ['no-op'],
          before: { x: 'same-secret' },
          after: { x: 'same-secret' },
          before_sensitive: { x: true },
          after_sensitive: { x: true },
        }),
      ),
      resource_drift: [
        resource('a.drift', {
          actions: ['update'],
          before: { x: 'drift-1' },
          after: { x: 'drift-2' },
          before_sensitive: { x: true },
          after_sensitive: { x: true },
        }),
      ],
      output_changes: {
        out: {
          actions: ['update'],
          before: 'out-old',
          after: 'out-new',
          before_sensitive: true,
          after_sensitive: true,
        },
        half: {
          actions: ['create'],
          before: null,
          after: { k: 'out-key' },
          before_sensitive: false,
          after_sensitive: { k: true },
        },
      },
      variables: {
        pw: { value: 'variable-secret' },
        plain: { value: 'plain' },
        flag: { value: 'true' },
      },
      configuration: {
        root_module: {
          variables: {
            pw: { sensitive: true },
            plain: {},
            flag: { sensitive: true },
          },
        },
      },
      prior_state: {
        values: {
          outputs: {
            p: { sensitive: true, value: { a: ['prior-secret', 'abc'] } },
          },
        },
      },
    };
    const secrets = sensitiveValuesOf(plan);
    expect(secrets).toEqual([
      'drift-1',
      'drift-2',
      'gone-secret',
      'hidden-1',
      'hidden-2',
      'new-secret',
      'old-secret',
      'out-key',
      'out-new',
      'out-old',
      'prior-secret',
      'same-secret',
      'secret-x',
      'secret-y',
      'variable-secret',
      'was-clear',
      'whole-secret',
    ]);
    const text = JSON.stringify(normalisePlan(plan));
    expect(secrets.filter(secret => text.includes(secret))).toEqual([]);
    expect(normalisePlan(plan).changes[0].attributes).toEqual([
      { path: 'all', action: 'update', sensitive: true, afterUnknown: false },
      {
        path: 'list[0]',
        action: 'update',
        sensitive: true,
        afterUnknown: false,
      },
      { path: 'now', action: 'update', sensitive: true, afterUnknown: false },
      { path: 'pw', action: 'update', sensitive: true, afterUnknown: false },
    ]);
  });

  it('reports drift', () => {
    const { drift } = normalisePlan({
      resource_drift: [
        resource('a.b', {
          actions: ['update'],
          before: { x: 1 },
          after: { x: 2 },
        }),
      ],
    });
    expect(drift).toMatchObject([
      { address: 'a.b', attributes: [{ path: 'x', before: 1, after: 2 }] },
    ]);
  });

  it('takes a key of the plan for nothing but a key', () => {
    const plan = parsePlanJson(
      '{"resource_changes":[{"address":"a.b","type":"a","name":"b","change":{"actions":["create"],"before":null,"after":{"__proto__":"x","constructor":"y"},"after_unknown":{}}}]}',
    );
    expect(normalisePlan(plan).changes[0].attributes.map(a => a.path)).toEqual([
      '__proto__',
      'constructor',
    ]);
  });
});

describe('digest', () => {
  const change = {
    actions: ['update'],
    before: { a: 1, b: { c: 2 } },
    after: { a: 2, b: { c: 2 } },
  };
  const digest = (plan: PlanJson) => normalisePlan(plan).digest;

  it('does not depend on order or on what does not change', () => {
    const one = planOf(resource('a.a', change), resource('b.b', change));
    const other = {
      ...planOf(
        resource('b.b', {
          after: { b: { c: 2 }, a: 2 },
          before: change.before,
          actions: ['update'],
        }),
        resource('n.n', {
          actions: ['no-op'],
          before: { x: 1 },
          after: { x: 1 },
        }),
        resource('a.a', change),
      ),
      timestamp: 'now',
      resource_drift: [resource('a.a', change)],
    };
    expect(digest(other)).toBe(digest(one));
  });

  it('changes with everything that apply would do otherwise', () => {
    const secret = (value: string) =>
      resource('a.a', {
        actions: ['create'],
        before: null,
        after: { pw: value },
        after_sensitive: { pw: true },
      });
    const plans: PlanJson[] = [
      {},
      planOf(resource('a.a', change)),
      planOf(resource('a.b', change)),
      planOf(resource('a.a', { ...change, after: { a: 3, b: { c: 2 } } })),
      planOf(resource('a.a', { ...change, after: { a: '2', b: { c: 2 } } })),
      planOf(resource('a.a', { ...change, actions: ['delete', 'create'] })),
      planOf(resource('a.a', { ...change, actions: ['create', 'delete'] })),
      planOf(resource('a.a', { ...change, after_unknown: { a: true } })),
      planOf(resource('a.a', change, { previous_address: 'a.z' })),
      planOf(resource('a.a', change, { deposed: '1234' })),
      planOf(resource('a.a', change), resource('a.b', change)),
      planOf(secret('one')),
      planOf(secret('two')),
      {
        output_changes: { x: { actions: ['create'], before: null, after: 1 } },
      },
      {
        output_changes: { y: { actions: ['create'], before: null, after: 1 } },
      },
    ];
    expect(new Set(plans.map(digest)).size).toBe(plans.length);
  });

  it('tells numbers apart that a double cannot', () => {
    const text = (value: string) =>
      `{"resource_changes":[{"address":"a.b","type":"a","name":"b","change":{"actions":["create"],"before":null,"after":{"n":${value},"m":[${value}]}}}]}`;
    const values = [
      '9007199254740993',
      '9007199254740992',
      '-9007199254740993',
      '0.12345678901234567891',
      '0.12345678901234567892',
      '1.5',
    ];
    expect(
      new Set(values.map(value => digest(parsePlanJson(text(value))))).size,
    ).toBe(values.length);
    expect(
      normalisePlan(parsePlanJson(text('1.5'))).changes[0].attributes[1].after,
    ).toBe(1.5);
  });
});

it('handles ten thousand changes', () => {
  const resources = Array.from({ length: 10_000 }, (_, i) =>
    resource(`a.b${i}`, {
      actions: ['update'],
      before: {
        name: `n${i}`,
        tags: { team: 'a', env: 'b' },
        rules: [{ port: i }],
      },
      after: {
        name: `n${i}`,
        tags: { team: 'c', env: 'b' },
        rules: [{ port: i + 1 }],
      },
      after_unknown: { tags: {}, rules: [{}] },
      before_sensitive: {},
      after_sensitive: {},
    }),
  );
  const plan = normalisePlan(planOf(...resources));
  expect(plan.summary.update).toBe(10_000);
  expect(plan.changes.every(c => c.attributes.length === 2)).toBe(true);
});
