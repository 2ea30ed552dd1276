import type { JsonObject } from '@backstage/types';
import Ajv from 'ajv';
import type { ModuleVariable, VariableRules, Values } from '../api';
import { buildFormSchema, pickOwnValues } from './formSchema';
import { ancestor, entries, resolve, variable } from './testFixtures';

function build(parts: {
  variables: ModuleVariable[];
  rules?: VariableRules;
  ancestors?: ReturnType<typeof ancestor>[];
  values?: Values;
  own?: Parameters<typeof resolve>[0]['own'];
}) {
  const { variables, rules = {} } = parts;
  const schema = buildFormSchema({
    variables,
    rules,
    resolved: resolve(parts),
  });
  return {
    schema,
    required: schema.required as string[],
    properties: schema.properties as Record<string, JsonObject>,
  };
}

it('puts what is required first, then keeps the order of the module', () => {
  const { schema, required, properties } = build({
    variables: [
      variable('b', 'string', { default: 'x' }),
      variable('z'),
      variable('a', 'string', { default: null }),
      variable('y'),
      variable('inherited'),
      variable('must', 'string', { default: '' }),
      variable('restricted'),
    ],
    rules: { must: { required: true }, restricted: { restricted: true } },
    ancestors: [ancestor('p', 1, { configs: entries({ inherited: 'i' }) })],
  });
  expect(required).toEqual(['z', 'y', 'must']);
  expect(Object.keys(properties)).toEqual([
    'z',
    'y',
    'must',
    'b',
    'a',
    'inherited',
    'restricted',
  ]);
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
});

it('describes a variable with its rules and where its default is from', () => {
  const { properties } = build({
    variables: [
      variable('nodes', 'number', {
        description: 'How many',
        validations: [
          { condition: 'var.nodes > 0', errorMessage: 'Must be positive.' },
        ],
      }),
    ],
    rules: {
      nodes: {
        minimum: 1,
        maximum: 9,
        options: [1, 3],
        frozen: true,
        minLength: 4,
      },
    },
    ancestors: [ancestor('prod', 1, { configs: entries({ nodes: '3' }) })],
  });
  expect(properties.nodes).toEqual({
    type: 'number',
    title: 'nodes',
    description: 'How many\n\nMust be positive.',
    enum: [1, 3],
    minimum: 1,
    maximum: 9,
    default: 3,
    'x-infrakitchen': {
      sensitive: false,
      restricted: false,
      frozen: true,
      unique: false,
      provenance: {
        source: 'config',
        name: 'nodes',
        resource: expect.objectContaining({ name: 'prod' }),
      },
    },
  });
});

it('never shows what is sensitive', () => {
  const { schema, properties } = build({
    variables: [
      variable('password', 'string', { sensitive: true, default: 'hush' }),
    ],
    rules: { password: { options: ['hush', 'b'] } },
    values: { password: 'hush-own' },
  });
  expect(JSON.stringify(schema)).not.toContain('hush');
  expect(properties.password).toEqual({
    type: 'string',
    title: 'password',
    writeOnly: true,
    'x-infrakitchen': {
      sensitive: true,
      restricted: false,
      frozen: false,
      unique: false,
      provenance: { source: 'module_default' },
      'ui:widget': 'password',
    },
  });
});

it('offers what holds without the own value', () => {
  const { properties, required } = build({
    variables: [variable('a', 'string', { default: 'd' }), variable('b')],
    values: { a: 'own', b: 'own' },
  });
  expect(properties.a.default).toBe('d');
  expect(properties.b).not.toHaveProperty('default');
  expect(required).toEqual(['b']);
});

it('locks restricted variables', () => {
  const { properties } = build({
    variables: [variable('a', 'string', { default: 'd' })],
    rules: { a: { restricted: true } },
  });
  expect(properties.a).toMatchObject({
    readOnly: true,
    default: 'd',
    'x-infrakitchen': { restricted: true },
  });
});

it('leaves out null as a default', () => {
  const { properties } = build({
    variables: [variable('a', 'string', { default: null })],
  });
  expect(properties.a).not.toHaveProperty('default');
});

it.each([
  ['string', { minLength: 2, maxLength: 3 }, { minLength: 2, maxLength: 3 }],
  ['string', { required: true }, { minLength: 1 }],
  [
    'list(string)',
    { minLength: 2, maxLength: 3 },
    { minItems: 2, maxItems: 3 },
  ],
  ['list(string)', { required: true }, { minItems: 1 }],
  ['tuple([string, string])', { maxLength: 9 }, { minItems: 2, maxItems: 2 }],
  ['map(string)', { minLength: 1 }, { minProperties: 1 }],
  ['string', { pattern: '^a+$' }, { pattern: '^a+$' }],
  ['string', { pattern: '(?:ab)?[[:alpha:]]' }, { pattern: undefined }],
  ['string', { pattern: '(?P<n>a)' }, { pattern: undefined }],
  [
    'bool',
    { minimum: 1, minLength: 1, pattern: 'x' },
    { pattern: undefined, minimum: undefined },
  ],
])('turns the rules of a %s %j into %j', (type, rule, expected) => {
  const { properties } = build({
    variables: [variable('v', type)],
    rules: { v: rule },
  });
  for (const [keyword, value] of Object.entries(expected)) {
    expect(properties.v[keyword]).toEqual(value);
  }
});

it('is a schema that can be compiled, with hostile names too', () => {
  const { schema, properties } = build({
    variables: [
      variable('__proto__', 'string', { default: 'x' }),
      variable('constructor'),
      variable('o', 'object({ a = optional(string, "x"), b = list(number) })'),
      variable('t', 'tuple([string])'),
    ],
    rules: { o: { required: true } },
  });
  expect(Object.keys(properties)).toContain('__proto__');
  const check = new Ajv({ strict: false }).compile(schema);
  expect(check({ constructor: 'c', o: { b: [1.5] }, t: ['x'] })).toBe(true);
  expect(check({ constructor: 'c', o: { b: ['x'] }, t: ['x'] })).toBe(false);
});

describe('pickOwnValues', () => {
  const resolved = resolve({
    variables: [
      variable('inherited'),
      variable('own', 'string', { default: 'd' }),
      variable('open'),
      variable('tags', 'map(string)', { default: { a: 'x', b: 'y' } }),
    ],
    ancestors: [ancestor('p', 1, { configs: entries({ inherited: 'i' }) })],
    values: { own: 'd' },
  });

  it('leaves inherited values inherited', () => {
    expect(
      pickOwnValues(
        { inherited: 'i', own: 'd', open: '', tags: { b: 'y', a: 'x' } },
        resolved,
      ),
    ).toEqual({ open: '' });
  });

  it('keeps what differs, what was set before, and what is unknown', () => {
    expect(
      pickOwnValues({ inherited: 'j', own: 'd', nope: 1 }, resolved, {
        own: 'x',
      }),
    ).toEqual({ inherited: 'j', own: 'd', nope: 1 });
  });
});

it('shows what the rules say of the form, in their order', () => {
  const { properties } = build({
    variables: [
      variable('a', 'string', { default: '', description: 'For engineers' }),
      variable('b'),
      variable('c', 'string', { default: '' }),
      variable('d', 'string', { default: '' }),
    ],
    rules: {
      a: { label: '', help: '' },
      c: { order: 2, label: 'Size', help: 'How big', placeholder: 'large' },
      d: { order: -1, group: 'Network' },
    },
  });
  expect(Object.keys(properties)).toEqual(['d', 'c', 'b', 'a']);
  expect(properties.a).toMatchObject({
    title: 'a',
    description: 'For engineers',
  });
  expect(properties.c).toMatchObject({
    title: 'Size',
    description: 'How big',
    'x-infrakitchen': { placeholder: 'large' },
  });
  expect(properties.d).toMatchObject({
    title: 'd',
    'x-infrakitchen': { group: 'Network' },
  });
});
