import type { ModuleVariable, VariableRule } from '../api';
import { codes, variable } from './testFixtures';
import { validateRules } from './validateRules';

it.each<
  [string, string, VariableRule, Partial<ModuleVariable>, string | undefined]
>([
  ['nothing', 'string', {}, {}, undefined],
  [
    'good rules',
    'string',
    { default: 'ab', options: ['ab', 'b'], minLength: 1, pattern: '^[ab]+$' },
    {},
    undefined,
  ],
  [
    'any type',
    'any',
    { minimum: 1, minLength: 1, pattern: 'x', default: { a: 1 } },
    {},
    undefined,
  ],
  ['length of a list', 'list(string)', { minLength: 1 }, {}, undefined],
  ['default null', 'string', { default: null }, {}, undefined],
  [
    'default null, not nullable',
    'string',
    { default: null },
    { nullable: false },
    'not nullable',
  ],
  [
    'default of the wrong type',
    'list(number)',
    { default: [1, 'x'] },
    {},
    'v[1] must be number',
  ],
  [
    'default that is no option',
    'string',
    { default: 'c', options: ['a'] },
    {},
    'must be "a"',
  ],
  [
    'default for sensitive',
    'string',
    { default: 'hush' },
    { sensitive: true },
    'stored in clear',
  ],
  [
    'default for sensitive by rule',
    'string',
    { default: 'hush', sensitive: true },
    {},
    'stored in clear',
  ],
  [
    'option of the wrong type',
    'number',
    { options: [1, '2'] },
    {},
    'the option "2" must be number',
  ],
  ['no options', 'number', { options: [] }, {}, 'empty list of options'],
  ['pattern', 'string', { pattern: '(' }, {}, 'not valid RE2'],
  [
    'pattern of a number',
    'number',
    { pattern: 'x' },
    {},
    'pattern has no meaning',
  ],
  ['range of a string', 'string', { minimum: 1 }, {}, 'minimum has no meaning'],
  [
    'length of a number',
    'number',
    { maxLength: 1 },
    {},
    'maxLength has no meaning',
  ],
  [
    'crossed range',
    'number',
    { minimum: 2, maximum: 1 },
    {},
    'more than its maximum',
  ],
  [
    'crossed length',
    'string',
    { minLength: 2, maxLength: 1 },
    {},
    'more than its maxLength',
  ],
])('%s', (_title, type, rule, overrides, message) => {
  const errors = validateRules({
    variables: [variable('v', type, overrides)],
    rules: { v: rule },
  });
  const expected = [message ?? []].flat();
  expect(errors.map(error => error.message)).toEqual(
    expected.map(text => expect.stringContaining(text)),
  );
  expect(JSON.stringify(errors)).not.toContain('hush');
});

it('refuses rules for variables that are not there', () => {
  const errors = validateRules({
    variables: [variable('region')],
    rules: JSON.parse('{"regoin":{},"__proto__":{},"constructor":{}}'),
  });
  expect(codes(errors)).toEqual(Array(3).fill('unknown_variable'));
  expect(errors[0].message).toContain('Did you mean "region"?');
});
