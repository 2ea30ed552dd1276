import { ancestor, codes, entries, validate, variable } from './testFixtures';

describe('conventions', () => {
  it('ask for tags and configs, own or inherited', () => {
    const errors = validate({
      conventions: {
        requiredTags: ['own', 'inherited', 'private', 'empty'],
        requiredConfigs: ['region', 'constructor'],
      },
      own: {
        tags: entries({ own: 'x', empty: '' }),
        configs: entries({ region: 'eu' }, false),
      },
      ancestors: [
        ancestor('p', 1, {
          tags: [
            ...entries({ inherited: 'x' }),
            ...entries({ private: 'x' }, false),
          ],
        }),
      ],
    });
    expect(errors).toMatchObject([
      { code: 'missing_tag', culprits: [{ kind: 'tag', name: 'private' }] },
      { code: 'missing_tag', culprits: [{ kind: 'tag', name: 'empty' }] },
      {
        code: 'missing_config',
        culprits: [{ kind: 'config', name: 'constructor' }],
      },
    ]);
  });

  const variables = [
    variable('env', 'string'),
    variable('index', 'number', { default: 1 }),
    variable('active', 'bool', { default: true }),
    variable('password', 'string', { sensitive: true, default: 'hush' }),
    variable('unset', 'string', { default: null }),
    variable('list', 'list(string)', { default: ['a'] }),
  ];

  function checkName(namePattern: string, name: string) {
    return validate({
      variables,
      ownValues: { env: 'prod' },
      name,
      conventions: { namePattern, requiredTags: [], requiredConfigs: [] },
    });
  }

  it.each([
    ['{env}-db-{index}-{active}', 'prod-db-1-true'],
    ['fixed', 'fixed'],
  ])('pattern %s allows the name %s', (namePattern, name) => {
    expect(checkName(namePattern, name)).toEqual([]);
  });

  it.each([
    ['{env}-db', 'Prod-db', /"Prod-db" does not follow.*must be "prod-db"/],
    ['{env}-{password}', 'prod-hush', /"password" is sensitive/],
    ['{nope}', 'x', /no variable "nope"/],
    ['{constructor}', 'x', /no variable "constructor"/],
    ['{unset}', 'null', /"unset" has no value/],
    ['{env}-$&', 'prod-$&', /"-\$&" cannot be part of a name/],
    ['{list}', 'a', /"list" is not a string, number or bool/],
  ])('pattern %s refuses the name %s: %s', (namePattern, name, message) => {
    const errors = checkName(namePattern, name);
    expect(codes(errors)).toEqual(['name_convention']);
    expect(errors[0].message).toMatch(message);
    expect(errors[0].message).not.toMatch(/must be.*hush/);
  });

  it('check no name where none is given', () => {
    expect(
      validate({
        conventions: {
          namePattern: 'x',
          requiredTags: [],
          requiredConfigs: [],
        },
      }),
    ).toEqual([]);
  });
});
