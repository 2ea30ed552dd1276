import {
  ancestor,
  codes,
  entries,
  only,
  resolve,
  variable,
} from './testFixtures';

describe('configs', () => {
  it.each([
    ['number', '1.5', 1.5],
    ['bool', 'true', true],
    ['string', '007', '007'],
    ['list(number)', '[1, 2]', [1, 2]],
    ['object({ a = string, b = optional(number) })', '{"a":"x"}', { a: 'x' }],
    ['any', 'text', 'text'],
  ])('become a %s', (type, text, value) => {
    const result = resolve({
      variables: [variable('v', type)],
      ancestors: [ancestor('parent', 1, { configs: entries({ v: text }) })],
    });
    expect(result.errors).toEqual([]);
    expect(only(result).value).toEqual(value);
  });

  it('are refused with the place they come from', () => {
    const result = resolve({
      variables: [variable('nodes', 'number', { default: 1 })],
      ancestors: [ancestor('prod', 1, { configs: entries({ nodes: 'many' }) })],
    });
    expect(result.errors).toEqual([
      {
        code: 'config_not_convertible',
        message: expect.stringMatching(
          /"nodes".*config "nodes" of "prod".*"many"/,
        ),
        variable: 'nodes',
        culprits: [
          { kind: 'variable', name: 'nodes' },
          { kind: 'config', name: 'nodes' },
          { kind: 'resource', id: 'id-prod', name: 'prod' },
        ],
      },
    ]);
    expect(result.variables[0].isSet).toBe(false);
    expect(result.variables[0].overridden).toEqual([
      { value: 1, provenance: { source: 'module_default' } },
    ]);
  });

  it('cause no error where they are overridden', () => {
    const far = ancestor('far', 2, { configs: entries({ nodes: 'many' }) });
    const near = ancestor('near', 1, { configs: entries({ nodes: '2' }) });
    const variables = [variable('nodes', 'number')];
    expect(resolve({ variables, ancestors: [far, near] })).toMatchObject({
      errors: [],
      variables: [{ value: 2, overridden: [] }],
    });
    expect(
      resolve({ variables, ancestors: [far], values: { nodes: 3 } }),
    ).toMatchObject({ errors: [], variables: [{ value: 3 }] });
  });

  it('are not inherited unless marked so, but count for the own run', () => {
    const variables = [variable('region')];
    const configs = entries({ region: 'eu' }, false);
    expect(
      only(resolve({ variables, ancestors: [ancestor('p', 1, { configs })] })),
    ).toMatchObject({ value: undefined });
    expect(only(resolve({ variables, own: { configs } }))).toMatchObject({
      value: 'eu',
      from: 'config',
      of: 'self',
    });
  });

  it('feed nothing when no variable has their name, and are listed', () => {
    const result = resolve({
      variables: [variable('region')],
      ancestors: [ancestor('p', 1, { configs: entries({ team: 'x' }) })],
    });
    expect(result.variables[0].isSet).toBe(false);
    expect(result.configs).toEqual([
      {
        name: 'team',
        value: 'x',
        own: false,
        inheritedByChildren: true,
        resource: expect.objectContaining({ name: 'p' }),
      },
    ]);
  });

  it.each([
    ['the module', { sensitive: true }, {}],
    ['the rule', {}, { sensitive: true }],
  ])(
    'do not feed a variable that is sensitive by %s',
    (_by, overrides, rule) => {
      const parts = {
        variables: [variable('password', 'string', overrides)],
        rules: { password: rule },
        ancestors: [
          ancestor('p', 1, { configs: entries({ password: 'hush' }) }),
        ],
      };
      const { errors, variables } = resolve(parts);
      expect(codes(errors)).toEqual(['config_for_sensitive']);
      expect(errors[0].message).not.toContain('hush');
      expect(JSON.stringify(variables)).not.toContain('hush');
      expect(resolve({ ...parts, values: { password: 'own' } })).toMatchObject({
        errors: [],
        variables: [{ value: 'own', overridden: [] }],
      });
    },
  );
});

describe('conflicts between equally near ancestors', () => {
  const account = ancestor('account', 1, {
    configs: entries({ region: 'eu' }),
    tags: entries({ team: 'a', same: 's' }),
  });
  const network = ancestor('network', 1, {
    configs: entries({ region: 'us' }),
    tags: entries({ team: 'b', same: 's' }),
  });
  const ancestors = [network, account];

  it('name both resources for a config that feeds a variable', () => {
    const { errors, variables, configs } = resolve({
      variables: [variable('region', 'string', { default: 'x' })],
      ancestors: ancestors.map(node => ({
        ...node,
        entries: { ...node.entries, tags: [] },
      })),
    });
    expect(errors).toEqual([
      {
        code: 'conflicting_config',
        variable: 'region',
        message: expect.stringMatching(
          /"account" \("eu"\) and "network" \("us"\)/,
        ),
        culprits: [
          { kind: 'config', name: 'region' },
          { kind: 'resource', id: 'id-account', name: 'account' },
          { kind: 'resource', id: 'id-network', name: 'network' },
        ],
      },
    ]);
    expect(variables[0].isSet).toBe(false);
    expect(configs.map(({ value }) => value)).toEqual(['eu', 'us']);
  });

  it('name both resources for a tag', () => {
    const { errors, tags } = resolve({ ancestors });
    expect(errors).toMatchObject([
      {
        code: 'conflicting_tag',
        culprits: [
          { kind: 'tag', name: 'team' },
          { name: 'account' },
          { name: 'network' },
        ],
      },
    ]);
    expect(tags.filter(({ name }) => name === 'same')).toHaveLength(1);
  });

  it.each([
    ['a nearer config', { own: { configs: entries({ region: 'ap' }) } }],
    ['an own value', { values: { region: 'ap' } }],
  ])('do not matter under %s', (_title, parts) => {
    const { errors, variables } = resolve({
      variables: [variable('region')],
      ancestors: ancestors.map(node => ({
        ...node,
        entries: { ...node.entries, tags: [] },
      })),
      ...parts,
    });
    expect(errors).toEqual([]);
    expect(variables[0].value).toBe('ap');
  });

  it('do not matter for a config that feeds nothing', () => {
    const { errors } = resolve({
      variables: [],
      ancestors: [account, network].map(node => ({
        ...node,
        entries: { ...node.entries, tags: [] },
      })),
    });
    expect(errors).toEqual([]);
  });

  it('do not arise at different distances', () => {
    const { errors, tags, variables } = resolve({
      variables: [variable('region')],
      ancestors: [{ ...account, distance: 2 }, network],
    });
    expect(errors).toEqual([]);
    expect(variables[0].value).toBe('us');
    expect(tags).toMatchObject([
      { name: 'same', resource: { name: 'network' } },
      { name: 'team', value: 'b' },
    ]);
  });

  it('do not depend on the order of the input', () => {
    const parts = { variables: [variable('region')] };
    expect(resolve({ ...parts, ancestors: [account, network] })).toEqual(
      resolve({ ...parts, ancestors: [network, account] }),
    );
  });
});

describe('tags', () => {
  it('come from the nearest definition, own ones in any case', () => {
    const { tags } = resolve({
      ancestors: [
        ancestor('far', 2, { tags: entries({ a: 'far', b: 'far', c: 'far' }) }),
        ancestor('near', 1, {
          tags: [...entries({ a: 'near' }), ...entries({ b: 'near' }, false)],
        }),
      ],
      own: { tags: entries({ c: 'own' }, false) },
    });
    expect(tags).toMatchObject([
      { name: 'a', value: 'near', own: false },
      { name: 'b', value: 'far', own: false },
      { name: 'c', value: 'own', own: true, inheritedByChildren: false },
    ]);
  });

  it('are inheritable unless it is said otherwise', () => {
    const { tags } = resolve({
      ancestors: [ancestor('p', 1, { tags: [{ name: 'a', value: 'x' }] })],
    });
    expect(tags).toMatchObject([{ name: 'a', inheritedByChildren: true }]);
  });

  it('and configs that are set twice are refused', () => {
    const twice = [...entries({ a: '1' }), ...entries({ a: '2' })];
    const { errors, tags } = resolve({ own: { tags: twice, configs: twice } });
    expect(codes(errors)).toEqual(['duplicate_tag', 'duplicate_config']);
    expect(tags).toMatchObject([{ name: 'a', value: '2' }]);
  });
});

describe('a diamond', () => {
  it('takes a shared ancestor once, at its smallest distance', () => {
    const top = ancestor('top', 2, {
      tags: entries({ org: 'acme' }),
      configs: entries({ region: 'eu' }),
    });
    const { errors, variables, tags } = resolve({
      variables: [variable('region')],
      ancestors: [ancestor('left', 1), ancestor('right', 1), top],
    });
    expect(errors).toEqual([]);
    expect(variables[0]).toMatchObject({
      value: 'eu',
      provenance: { resource: { name: 'top' } },
    });
    expect(tags).toHaveLength(1);
  });
});
