import type { ModuleVariable } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { variable } from '../__testUtils__/serviceFixture';
import { sensitiveEnvironment } from './environment';

const of = (
  values: Record<string, any>,
  variables: ModuleVariable[],
  sensitive = Object.keys(values),
) =>
  sensitiveEnvironment(
    { commitSha: 'c', values, sensitive, tags: {} },
    variables,
  );

it.each([
  ['string', 'plain "text" ${x} %{y}', 'plain "text" ${x} %{y}'],
  [' string ', 'x', 'x'],
  ['any', 'text', '"text"'],
  ['any', 'a ${b} %{c}', '"a $${b} %%{c}"'],
  ['number', 1.5, '1.5'],
  ['bool', false, 'false'],
  ['number', null, 'null'],
  ['list(string)', ['a', '${b}'], '["a", "$${b}"]'],
  ['map(string)', { 'k"': '%{v}' }, '{ "k\\"" = "%%{v}" }'],
  // JSON has escapes that the language of the engine does not know.
  ['any', 'a\b\f', '"a\\u0008\\u000c"'],
])('hands a %s over: %j', (type, value, expected) => {
  expect(of({ secret: value }, [variable('secret', type)])).toEqual({
    TF_VAR_secret: expected,
  });
});

it('hands over nothing but sensitive values that are set', () => {
  expect(
    of({ a: 'x', b: 'y' }, [variable('a'), variable('b')], ['a', 'unset']),
  ).toEqual({ TF_VAR_a: 'x' });
  expect(of({}, [variable('a')], ['constructor'])).toEqual({});
});

it('does not make a text of null', () => {
  expect(() => of({ a: null }, [variable('a')])).toThrow(
    expect.objectContaining({
      code: 'null_not_allowed',
      culprits: [{ kind: 'variable', name: 'a' }],
    }),
  );
});
