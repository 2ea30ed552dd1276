import { maskEffective } from './mask';
import { ancestor, entries, resolve, variable } from './testFixtures';

it('drops everything that is sensitive and keeps the rest', () => {
  const resolved = resolve({
    variables: [
      variable('password', 'string', {
        sensitive: true,
        default: 'hush-default',
      }),
      variable('token', 'string'),
      variable('region', 'string', { default: 'eu', description: 'Where' }),
    ],
    rules: {
      password: {
        default: 'hush-template',
        options: ['hush-option'],
        frozen: true,
      },
      token: { sensitive: true },
      region: { options: ['eu', 'us'] },
    },
    ancestors: [ancestor('p', 1, { tags: entries({ a: 'b' }) })],
    values: { password: 'hush-own', token: 'hush-token', region: 'us' },
  });
  const masked = maskEffective(resolved);

  expect(JSON.stringify(masked)).not.toContain('hush');
  expect(masked).toEqual({
    variables: [
      {
        name: 'password',
        type: 'string',
        sensitive: true,
        isSet: true,
        provenance: expect.objectContaining({ source: 'resource' }),
        overridden: [
          { provenance: { source: 'template_default' } },
          { provenance: { source: 'module_default' } },
        ],
        rule: { frozen: true },
      },
      expect.objectContaining({ name: 'token', sensitive: true, isSet: true }),
      {
        name: 'region',
        type: 'string',
        description: 'Where',
        sensitive: false,
        isSet: true,
        value: 'us',
        provenance: expect.objectContaining({ source: 'resource' }),
        overridden: [{ value: 'eu', provenance: { source: 'module_default' } }],
        rule: { options: ['eu', 'us'] },
      },
    ],
    tags: resolved.tags,
    configs: [],
    errors: [],
  });
});

it('does not tell how it knows of a withheld value', () => {
  const { variables } = maskEffective(
    resolve({
      variables: [variable('password', 'string', { sensitive: true })],
      own: { withheld: ['password'] },
    }),
  );
  expect(variables[0]).toMatchObject({ isSet: true });
  expect(variables[0]).not.toHaveProperty('withheld');
  expect(variables[0]).not.toHaveProperty('value');
});

it('shows false, 0 and null', () => {
  const { variables } = maskEffective(
    resolve({
      variables: ['a', 'b', 'c'].map(name => variable(name, 'any')),
      values: { a: false, b: 0, c: null },
    }),
  );
  expect(variables.map(({ value }) => value)).toEqual([false, 0, null]);
});
