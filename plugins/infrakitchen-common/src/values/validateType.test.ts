import type { Values } from '../api';
import { check, codes, validate, variable } from './testFixtures';

const subnets =
  'list(object({ cidr = string, zone = optional(string), ports = optional(map(number)) }))';

describe('types', () => {
  it.each<[string, Values[string]]>([
    ['number', 1.5],
    ['number', 0],
    ['bool', false],
    ['string', ''],
    ['any', { a: [1, 'x'] }],
    ['list(string)', []],
    ['set(number)', [1, 2]],
    ['map(string)', { constructor: 'x' }],
    [
      subnets,
      [{ cidr: '10.0.0.0/8' }, { cidr: 'x', zone: null, ports: { http: 80 } }],
    ],
    ['tuple([string, number])', ['a', 1]],
    ['object({ key = string, ids = list(string) })', { key: null, ids: null }],
    ['number', Number.MAX_SAFE_INTEGER],
    ['number', 1e-7],
  ])('%s takes %j', (type, value) => {
    expect(check(type, value)).toEqual([]);
  });

  it.each<[string, Values[string], string]>([
    ['number', true, 'v must be number'],
    ['number', '1', 'v must be number'],
    ['bool', 1, 'v must be boolean'],
    ['string', 1, 'v must be string'],
    ['string', ['x'], 'v must be string'],
    [subnets, [{ cidr: 'x' }, { cidr: 1 }], 'v[1].cidr must be string'],
    [subnets, [{}], 'v[0] lacks the attribute "cidr"'],
    [
      subnets,
      [{ cidr: 'x', cdr: 1 }],
      'v[0] has no attribute "cdr" in its type',
    ],
    [
      subnets,
      [{ cidr: 'x', ports: { 'a b': 'y' } }],
      'v[0].ports["a b"] must be number',
    ],
    [
      subnets,
      [{ cidr: 'x', ports: { 'a/~b': 'y' } }],
      'v[0].ports["a/~b"] must be number',
    ],
    ['map(list(number))', { '0': [1, 'x'] }, 'v["0"][1] must be number'],
    ['set(string)', ['a', 'a'], 'v must not have the same element twice'],
    ['tuple([string, number])', ['a'], 'v must have 2 or more elements'],
    ['tuple([string])', ['a', 'b'], 'v must have no more than 1 elements'],
    ['list(string)', ['a', null], 'v[1] must be string'],
    [
      'number',
      JSON.parse('9007199254740993'),
      'v must be between -9007199254740991 and 9007199254740991',
    ],
    ['any', { 'a/b': [1, -1e21] }, 'v["a/b"][1] must be between'],
  ])('%s refuses %j: %s', (type, value, message) => {
    const errors = check(type, value);
    expect(errors).toMatchObject([{ code: 'wrong_type', variable: 'v' }]);
    expect(errors[0].message).toContain(message);
  });

  it('tells a few of many faults', () => {
    const [error] = check('list(number)', Array(1000).fill('x'));
    expect(error.message).toMatch(/v\[0\].*v\[1\].*v\[2\].* and 997 more/);
    expect(error.message.length).toBeLessThan(400);
  });

  it('names the source of an inherited value', () => {
    const errors = validate({
      variables: [variable('v', 'number')],
      rules: { v: { default: 'many' } },
    });
    expect(errors[0].message).toContain("from the template's default");
  });

  it('leaves the default of the module to the engine', () => {
    expect(
      validate({ variables: [variable('v', 'number', { default: 'x' })] }),
    ).toEqual([]);
  });

  it('survives a value that nests without end', () => {
    const value = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));
    expect(check('any', value)).toMatchObject([
      { code: 'wrong_type', message: expect.stringContaining('nests deeper') },
    ]);
  });

  it('does not tell sensitive values', () => {
    const sensitive = { sensitive: true };
    const all = [
      ...check('number', 'hush', {}, sensitive),
      ...check('string', 'hush', { options: ['x'] }, sensitive),
      ...check('string', 'hush', { maxLength: 1, pattern: '^x' }, sensitive),
    ];
    expect(codes(all)).toEqual([
      'wrong_type',
      'not_an_option',
      'too_long',
      'pattern_mismatch',
    ]);
    expect(JSON.stringify(all)).not.toContain('hush');
  });
});
