import { compareResolved, newErrors } from './impact';
import { ancestor, entries, resolve, variable } from './testFixtures';

const account = (value: string, more = {}) =>
  ancestor('account', 1, { tags: entries({ team: value }), ...more });

it('finds nothing between equal values, whatever the order of their keys', () => {
  const values = (value: object) =>
    resolve({
      variables: [variable('v', 'any')],
      values: { v: value as never },
    });
  expect(
    compareResolved(values({ a: 1, b: [2] }), values({ b: [2], a: 1 })),
  ).toEqual([]);
});

it('tells variables, tags and configs with both sides and their places', () => {
  const variables = [variable('region'), variable('size', 'number')];
  const before = resolve({
    variables,
    ancestors: [
      account('a', { configs: entries({ region: 'eu', zone: '1' }) }),
    ],
  });
  const after = resolve({
    variables,
    ancestors: [account('b', { configs: entries({ zone: '2' }) })],
    values: { size: 3 },
  });

  expect(
    compareResolved(before, after, { matters: name => name === 'zone' }),
  ).toEqual([
    {
      kind: 'variable',
      name: 'region',
      sensitive: false,
      before: 'eu',
      provenanceBefore: {
        source: 'config',
        name: 'region',
        resource: expect.objectContaining({ name: 'account' }),
      },
    },
    {
      kind: 'variable',
      name: 'size',
      sensitive: false,
      after: 3,
      provenanceAfter: expect.objectContaining({ source: 'resource' }),
    },
    expect.objectContaining({
      kind: 'tag',
      name: 'team',
      before: 'a',
      after: 'b',
    }),
    expect.objectContaining({
      kind: 'config',
      name: 'zone',
      before: '1',
      after: '2',
    }),
  ]);
});

it('tells null from no value', () => {
  const variables = [variable('v', 'string', { nullable: true })];
  const unset = resolve({ variables });
  const empty = resolve({ variables, values: { v: null } });
  expect(compareResolved(unset, empty)).toMatchObject([{ after: null }]);
  expect(compareResolved(empty, unset)).toMatchObject([{ before: null }]);
});

it('has no side where equally near places contradict each other', () => {
  const one = resolve({ ancestors: [account('a')] });
  const two = resolve({
    ancestors: [
      account('a'),
      ancestor('other', 1, { tags: entries({ team: 'b' }) }),
    ],
  });
  const [change] = compareResolved(one, two);
  expect(change).toMatchObject({ kind: 'tag', name: 'team', before: 'a' });
  expect(change).not.toHaveProperty('after');
});

describe('of a secret', () => {
  const variables = [variable('v', 'string', { sensitive: true })];
  const own = (parts: object) => resolve({ variables, own: parts });

  it('only the fact is told that it changes', () => {
    const changes = compareResolved(
      own({ values: { v: 'hunter2-old' } }),
      own({ values: { v: 'hunter2-new' } }),
    );
    expect(changes).toMatchObject([{ name: 'v', sensitive: true }]);
    expect(JSON.stringify(changes)).not.toContain('hunter2');
  });

  it('that is withheld the place counts, and that it is set anew', () => {
    const withheld = own({ withheld: ['v'] });
    expect(compareResolved(withheld, withheld)).toEqual([]);
    expect(compareResolved(withheld, own({}))).toHaveLength(1);
    expect(
      compareResolved(withheld, withheld, { setAnew: ['v'] }),
    ).toHaveLength(1);
  });

  it('a pending change is the same place as the resource', () => {
    expect(
      compareResolved(
        own({ withheld: ['v'], changed: ['v'] }),
        own({ withheld: ['v'] }),
      ),
    ).toEqual([]);
  });
});

describe('an output that only an apply can tell', () => {
  const variables = [
    variable('net'),
    variable('secret', 'string', { sensitive: true }),
  ];
  const rules = {
    net: { reference: { templateId: 't', output: 'id' } },
    secret: { reference: { templateId: 't', output: 'token' } },
  };
  const below = (outputs: Parameters<typeof ancestor>[2]) =>
    resolve({
      variables,
      rules,
      ancestors: [ancestor('network', 1, { templateId: 't', ...outputs })],
    });
  const known = below({
    outputs: [
      { name: 'id', sensitive: false, value: 'n-1' },
      { name: 'token', sensitive: true },
    ],
  });

  it('is a change to something unknown, and no error', () => {
    const planned = below({
      outputs: [
        { name: 'id', sensitive: false, unknown: true },
        { name: 'token', sensitive: true, unknown: true },
      ],
    });
    expect(planned.errors).toEqual([]);
    expect(compareResolved(known, planned)).toMatchObject([
      { name: 'net', sensitive: false, before: 'n-1', unknown: true },
      { name: 'secret', sensitive: true, unknown: true },
    ]);
  });

  it('is no conflict with an equally near one', () => {
    const { errors, variables: found } = resolve({
      variables: [variables[0]],
      rules: { net: rules.net },
      ancestors: [
        ancestor('a', 1, { templateId: 't', outputs: { id: 'n-1' } }),
        ancestor('b', 1, {
          templateId: 't',
          outputs: [{ name: 'id', sensitive: false, unknown: true }],
        }),
      ],
    });
    expect(errors).toEqual([]);
    expect(found[0].isSet).toBe(true);
  });
});

it('takes the same fault with other values for the same one', () => {
  const fault = (message: string, variableName: string) => ({
    code: 'wrong_type',
    message,
    variable: variableName,
  });
  expect(
    newErrors([fault('is 1', 'a')], [fault('is 2', 'a'), fault('is 2', 'b')]),
  ).toEqual([fault('is 2', 'b')]);
});
