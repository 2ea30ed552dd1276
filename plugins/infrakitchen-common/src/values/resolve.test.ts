import type { VariableRule } from '../api';
import {
  ancestor,
  entries,
  only,
  project,
  resolve,
  variable,
} from './testFixtures';

const reference = { templateId: 'network', output: 'vpc_region' };

/** Every source that may give `region`, lowest first. */
const sources = [
  'module_default',
  'template_default',
  'project',
  'config of grandparent',
  'config of parent',
  'own config',
  'reference',
  'resource',
] as const;
type Source = (typeof sources)[number];

function resolveWith(present: readonly Source[], rule: VariableRule = {}) {
  const has = (source: Source) => present.includes(source);
  const config = (source: Source) =>
    has(source) ? entries({ region: source }) : [];
  return resolve({
    variables: [
      variable(
        'region',
        'string',
        has('module_default') ? { default: 'module_default' } : {},
      ),
    ],
    rules: {
      region: {
        ...rule,
        ...(has('template_default') && { default: 'template_default' }),
        ...(has('reference') && { reference }),
      },
    },
    ancestors: [
      ancestor('grandparent', 2, { configs: config('config of grandparent') }),
      ancestor('parent', 1, {
        templateId: 'network',
        configs: config('config of parent'),
        outputs: { vpc_region: 'reference' },
      }),
    ],
    project: project({ configs: config('project') }),
    values: has('resource') ? { region: 'resource' } : {},
    own: {
      configs: has('own config')
        ? entries({ region: 'own config' }, false)
        : [],
    },
  });
}

describe('precedence', () => {
  const subsets = Array.from({ length: 2 ** sources.length }, (_, bits) =>
    sources.filter((_source, index) => bits & (1 << index)),
  );

  it.each(subsets.map(present => [present.join(' < ') || 'nothing', present]))(
    'lets the last one of %s win',
    (_title, present) => {
      const { variables, errors } = resolveWith(present as Source[]);
      const expected = [...present].reverse();
      const [region] = variables;
      expect(errors).toEqual([]);
      expect(region.isSet).toBe(present.length > 0);
      expect(region.value).toBe(expected[0]);
      expect(region.overridden.map(({ value }) => value)).toEqual(
        expected.slice(1),
      );
    },
  );

  it.each(subsets.map(present => [present.join(' < ') || 'nothing', present]))(
    'ignores the value on the resource if restricted: %s',
    (_title, present) => {
      const { variables, errors } = resolveWith(present as Source[], {
        restricted: true,
      });
      const expected = [...present].filter(s => s !== 'resource').reverse();
      expect(errors).toEqual([]);
      expect(variables[0].value).toBe(expected[0]);
    },
  );
});

describe('provenance', () => {
  it('names source, resource and name', () => {
    const [region] = resolveWith([...sources]).variables;
    expect([region, ...region.overridden].map(item => item.provenance)).toEqual(
      [
        { source: 'resource', resource: { id: 'id-self', name: 'self' } },
        {
          source: 'reference',
          resource: expect.objectContaining({ name: 'parent' }),
          name: 'vpc_region',
        },
        {
          source: 'config',
          resource: { id: 'id-self', name: 'self' },
          name: 'region',
        },
        {
          source: 'config',
          resource: expect.objectContaining({ name: 'parent' }),
          name: 'region',
        },
        {
          source: 'config',
          resource: expect.objectContaining({ name: 'grandparent' }),
          name: 'region',
        },
        {
          source: 'project',
          project: { id: 'id-shop', name: 'Shop' },
          name: 'region',
        },
        { source: 'template_default' },
        { source: 'module_default' },
      ],
    );
  });

  it('tells a value of a pending change', () => {
    const result = resolve({
      variables: [variable('a'), variable('b')],
      values: { a: '1', b: '2' },
      own: { changed: ['b'] },
    });
    expect(result.variables.map(item => item.provenance?.source)).toEqual([
      'resource',
      'change',
    ]);
  });
});

describe('null and absence', () => {
  it.each([
    [
      'a default of null is a value',
      { default: null },
      {},
      null,
      'module_default',
    ],
    [
      'a default that is not told is null',
      { hasDefault: true },
      {},
      null,
      'module_default',
    ],
    ['own null overrides', { default: 'x' }, { v: null }, null, 'resource'],
    [
      'false and 0 are values',
      { default: 'x' },
      { v: false },
      false,
      'resource',
    ],
    ['nothing is nothing', {}, {}, undefined, undefined],
  ])('%s', (_title, overrides, values, value, from) => {
    const result = resolve({
      variables: [variable('v', 'any', overrides)],
      values,
    });
    expect(only(result)).toMatchObject({ value, from });
    expect(result.variables[0].isSet).toBe(from !== undefined);
  });

  it('takes a template default of null for a value', () => {
    const result = resolve({
      variables: [variable('v', 'string', { default: 'x' })],
      rules: { v: { default: null } },
    });
    expect(only(result)).toMatchObject({
      value: null,
      from: 'template_default',
    });
  });

  it('knows that a withheld value is set', () => {
    const result = resolve({
      variables: [
        variable('password', 'string', { sensitive: true, default: 'x' }),
      ],
      own: { withheld: ['password'] },
    });
    expect(result.variables[0]).toMatchObject({
      isSet: true,
      withheld: true,
      provenance: { source: 'resource' },
    });
    expect(result.variables[0]).not.toHaveProperty('value');
  });

  it('converts a module default as the engine does', () => {
    const result = resolve({
      variables: [variable('count', 'number', { default: '3' })],
    });
    expect(only(result).value).toBe(3);
  });
});

describe('hostile names', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

  it.each(names)('%s is a variable like any other', name => {
    const plain = resolve({ variables: [variable(name)] });
    expect(plain.variables[0]).toMatchObject({
      isSet: false,
      sensitive: false,
    });
    expect(plain.variables[0]).not.toHaveProperty('rule');

    const set = resolve({
      variables: [variable(name)],
      rules: JSON.parse(`{"${name}":{"default":"d"}}`),
      ancestors: [
        ancestor('p', 1, {
          configs: [{ name, value: 'c' }],
          tags: [{ name, value: 't' }],
        }),
      ],
      values: JSON.parse(`{"${name}":"v"}`),
    });
    expect(set.variables[0].value).toBe('v');
    expect(set.variables[0].overridden.map(({ value }) => value)).toEqual([
      'c',
      'd',
    ]);
    expect(set.tags).toMatchObject([{ name, value: 't' }]);
    expect(({} as Record<string, unknown>).v).toBeUndefined();
  });
});
