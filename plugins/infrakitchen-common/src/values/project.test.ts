import { validateValues } from './validate';
import {
  ancestor,
  codes,
  entries,
  only,
  project,
  resolve,
  variable,
} from './testFixtures';
import { describeProvenance } from './messages';

const shop = { id: 'id-shop', name: 'Shop' };

describe('entries of a project', () => {
  it('are below what any ancestor says, and say where they come from', () => {
    const result = resolve({
      ancestors: [
        ancestor('far', 900, {
          tags: entries({ team: 'far' }),
          configs: entries({ size: 'far' }),
        }),
      ],
      project: project({
        tags: entries({ team: 'shop', 'cost-center': '42' }),
        configs: entries({ size: 'shop', zone: 'a' }),
      }),
    });
    expect(result.errors).toEqual([]);
    expect(result.tags).toEqual([
      {
        name: 'cost-center',
        value: '42',
        own: false,
        inheritedByChildren: true,
        project: shop,
      },
      expect.objectContaining({
        name: 'team',
        value: 'far',
        resource: expect.objectContaining({ name: 'far' }),
      }),
    ]);
    expect(result.tags[1]).not.toHaveProperty('project');
    expect(result.configs.map(({ name, value }) => [name, value])).toEqual([
      ['size', 'far'],
      ['zone', 'a'],
    ]);
  });

  it('are not handed down where they say so', () => {
    const { tags, configs, variables } = resolve({
      variables: [variable('zone')],
      project: project({
        tags: entries({ team: 'shop' }, false),
        configs: entries({ zone: 'a' }, false),
      }),
    });
    expect([tags, configs]).toEqual([[], []]);
    expect(variables[0].isSet).toBe(false);
  });

  it('satisfy what a template requires', () => {
    const validate = (defaults = project()) =>
      validateValues({
        variables: [],
        rules: {},
        ownValues: {},
        conventions: { requiredTags: ['team'], requiredConfigs: ['zone'] },
        resolved: resolve({ project: defaults }),
      });
    expect(
      validate(
        project({
          tags: entries({ team: 'shop' }),
          configs: entries({ zone: 'a' }),
        }),
      ),
    ).toEqual([]);
    expect(validate()).toHaveLength(2);
  });
});

describe('the config of a project', () => {
  it('is converted to the type of the variable', () => {
    const result = resolve({
      variables: [variable('nodes', 'number', { default: 1 })],
      project: project({ configs: entries({ nodes: '3' }) }),
    });
    expect(only(result)).toMatchObject({ value: 3, from: 'project' });
    expect(describeProvenance(result.variables[0].provenance!)).toBe(
      'the config "nodes" of the project "Shop"',
    );
  });

  it('names the project where it does not fit', () => {
    const { errors } = resolve({
      variables: [variable('nodes', 'number')],
      project: project({ configs: entries({ nodes: 'many' }) }),
    });
    expect(errors).toEqual([
      expect.objectContaining({
        code: 'config_not_convertible',
        message: expect.stringContaining('the project "Shop"'),
        culprits: [
          { kind: 'variable', name: 'nodes' },
          { kind: 'config', name: 'nodes' },
          { kind: 'project', ...shop },
        ],
      }),
    ]);
  });

  it('never feeds a sensitive variable', () => {
    const parts = {
      variables: [variable('password', 'string', { sensitive: true })],
      project: project({ configs: entries({ password: 'in-clear' }) }),
    };
    const without = resolve(parts);
    expect(codes(without.errors)).toEqual(['config_for_sensitive']);
    expect(without.variables[0].isSet).toBe(false);
    expect(JSON.stringify(without.variables)).not.toContain('in-clear');

    const own = resolve({ ...parts, values: { password: 'own' } });
    expect(own.errors).toEqual([]);
    expect(own.variables[0]).toMatchObject({ value: 'own', overridden: [] });
  });

  it('is overridden without an error by what is nearer', () => {
    const result = resolve({
      variables: [variable('nodes', 'number')],
      ancestors: [ancestor('near', 1, { configs: entries({ nodes: '2' }) })],
      project: project({ configs: entries({ nodes: 'many' }) }),
    });
    expect(result.errors).toEqual([]);
    expect(only(result)).toMatchObject({ value: 2, from: 'config' });
  });
});
