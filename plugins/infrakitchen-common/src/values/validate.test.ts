import type { ModuleVariable, VariableRules, Values } from '../api';
import {
  ancestor,
  check,
  codes,
  entries,
  validate,
  variable,
} from './testFixtures';

describe('missing and null', () => {
  it.each<
    [string, Partial<ModuleVariable>, VariableRules[string], Values, string[]]
  >([
    ['no default', {}, {}, {}, ['missing_value']],
    ['no default, null given', {}, {}, { v: null }, []],
    ['default null', { default: null }, {}, {}, []],
    ['template default', {}, { default: 'x' }, {}, []],
    [
      'required, default null',
      { default: null },
      { required: true },
      {},
      ['missing_value'],
    ],
    [
      'required, default empty',
      { default: '' },
      { required: true },
      {},
      ['missing_value'],
    ],
    [
      'required, empty list',
      {},
      { required: true },
      { v: [] },
      ['missing_value'],
    ],
    [
      'required, empty map',
      {},
      { required: true },
      { v: {} },
      ['missing_value'],
    ],
    [
      'required, null given',
      { default: 'x' },
      { required: true },
      { v: null },
      ['missing_value'],
    ],
    ['required, 0', {}, { required: true }, { v: 0 }, []],
    ['required, false', {}, { required: true }, { v: false }, []],
    ['required, default', { default: 'x' }, { required: true }, {}, []],
    [
      'not nullable, null given',
      { nullable: false },
      {},
      { v: null },
      ['null_not_allowed'],
    ],
    [
      'not nullable, null given over a default',
      { nullable: false, default: 'x' },
      {},
      { v: null },
      ['null_not_allowed'],
    ],
    [
      'not nullable, template default null',
      { nullable: false },
      { default: null },
      {},
      ['null_not_allowed'],
    ],
    [
      'null passes the other rules',
      {},
      { options: ['a'], minLength: 3, pattern: 'x' },
      { v: null },
      [],
    ],
  ])('%s', (_title, overrides, rule, ownValues, expected) => {
    const errors = validate({
      variables: [variable('v', 'any', overrides)],
      rules: { v: rule },
      ownValues,
    });
    expect(codes(errors)).toEqual(expected);
  });

  it('are not reported twice where the resolution says why', () => {
    const errors = validate({
      variables: [variable('v')],
      rules: { v: { reference: { templateId: 't', output: 'o' } } },
    });
    expect(codes(errors)).toEqual(['missing_ancestor']);
  });

  it('count a withheld sensitive value', () => {
    expect(
      validate({
        variables: [variable('v', 'number', { sensitive: true })],
        rules: { v: { required: true, minimum: 3 } },
        own: { withheld: ['v'] },
      }),
    ).toEqual([]);
  });

  it('say who must give a restricted value', () => {
    const [error] = validate({
      variables: [variable('v')],
      rules: { v: { restricted: true } },
    });
    expect(error.message).toContain('restricted');
  });
});

describe('rules', () => {
  it.each<[string, string, Values[string], VariableRules[string], string[]]>([
    ['option', 'string', 'a', { options: ['a', 'b'] }, []],
    ['no option', 'string', 'c', { options: ['a', 'b'] }, ['not_an_option']],
    ['option of another type', 'any', '1', { options: [1] }, ['not_an_option']],
    [
      'deep option',
      'any',
      { b: 2, a: [1] },
      { options: [{ a: [1], b: 2 }] },
      [],
    ],
    ['minimum', 'number', 1, { minimum: 1, maximum: 1 }, []],
    ['below', 'number', 0.99, { minimum: 1 }, ['too_small']],
    ['above', 'number', 1.01, { maximum: 1 }, ['too_large']],
    ['length in characters', 'string', '🎉🎉', { maxLength: 2 }, []],
    ['too short', 'string', 'a', { minLength: 2 }, ['too_short']],
    ['too long', 'string', 'abc', { maxLength: 2 }, ['too_long']],
    [
      'list too long',
      'list(string)',
      ['a', 'b'],
      { maxLength: 1 },
      ['too_long'],
    ],
    ['map too short', 'map(string)', {}, { minLength: 1 }, ['too_short']],
    ['pattern anywhere', 'string', 'xaby', { pattern: 'ab' }, []],
    ['pattern', 'string', 'ab\n', { pattern: '^ab$' }, ['pattern_mismatch']],
    [
      'pattern of RE2 alone',
      'string',
      'AB',
      { pattern: '(?i)^[[:alpha:]]+$' },
      [],
    ],
    [
      'unreadable pattern',
      'string',
      'a',
      { pattern: '(?=a)' },
      ['invalid_rule'],
    ],
    [
      'several',
      'string',
      'a',
      { minLength: 2, pattern: 'b' },
      ['too_short', 'pattern_mismatch'],
    ],
  ])('%s', (_title, type, value, rule, expected) => {
    expect(codes(check(type, value, rule))).toEqual(expected);
  });

  it('say what was expected', () => {
    expect(check('string', 'c', { options: ['a', 'b'] })[0].message).toBe(
      'The variable "v" must be "a" or "b", not "c".',
    );
  });

  it('hold for inherited values too, naming their source', () => {
    const [error] = validate({
      variables: [variable('v')],
      rules: { v: { options: ['a'] } },
      ancestors: [ancestor('prod', 1, { configs: entries({ v: 'b' }) })],
    });
    expect(error).toMatchObject({
      code: 'not_an_option',
      message: expect.stringContaining('(from the config "v" of "prod")'),
    });
  });

  it('match patterns in linear time', () => {
    const errors = check('string', `${'a'.repeat(50_000)}!`, {
      pattern: '^(a+)+$',
    });
    expect(codes(errors)).toEqual(['pattern_mismatch']);
  });

  it('refuse a value for a restricted variable, even the same', () => {
    expect(
      codes(check('string', 'x', { restricted: true, default: 'x' })),
    ).toEqual(['restricted_variable']);
  });
});

describe('unknown variables', () => {
  const variables = ['instance_type', 'instance_count', 'region'].map(name =>
    variable(name, 'string', { default: null }),
  );

  it.each([
    ['instance_typ', 'Did you mean "instance_type"?'],
    ['Region', 'Did you mean "region"?'],
    ['zone', 'Remove it'],
    ['__proto__', 'Remove it'],
    ['constructor', 'Remove it'],
    ['x'.repeat(10_000), 'Remove it'],
  ])('%.20s', (name, advice) => {
    const errors = validate({
      variables,
      ownValues: JSON.parse(`{"${name}":1}`),
    });
    expect(errors).toMatchObject([
      { code: 'unknown_variable', variable: name },
    ]);
    expect(errors[0].message).toContain(advice);
    expect(errors[0].message.length).toBeLessThan(300);
  });
});

it('begins with the errors of the resolution', () => {
  const errors = validate({
    ancestors: [
      ancestor('a', 1, { tags: entries({ t: '1' }) }),
      ancestor('b', 1, { tags: entries({ t: '2' }) }),
    ],
    ownValues: { nope: 1 },
  });
  expect(codes(errors)).toEqual(['conflicting_tag', 'unknown_variable']);
});
