import type { VariableRule } from '../api';
import { ancestor, codes, only, resolve, variable } from './testFixtures';

const reference = { templateId: 'network', output: 'vpc_id' };

function network(
  name: string,
  distance: number,
  parts: Parameters<typeof ancestor>[2] = {},
) {
  return ancestor(name, distance, {
    templateId: 'network',
    outputs: { vpc_id: name },
    ...parts,
  });
}

function wire(
  ancestors: ReturnType<typeof ancestor>[],
  rule: VariableRule = {},
  overrides: Parameters<typeof variable>[2] = {},
  values = {},
) {
  return resolve({
    variables: [variable('vpc', 'string', overrides)],
    rules: { vpc: { reference, ...rule } },
    ancestors,
    values,
  });
}

describe('a reference', () => {
  it('takes the nearest ancestor of the template', () => {
    const result = wire([
      network('far', 3),
      network('near', 2),
      ancestor('other', 1),
    ]);
    expect(only(result)).toEqual({
      value: 'near',
      from: 'reference',
      of: 'near',
    });
  });

  it('takes either of two equally near ancestors that agree', () => {
    const outputs = { vpc_id: 'same' };
    const result = wire([
      network('b', 1, { outputs }),
      network('a', 1, { outputs }),
    ]);
    expect(result.errors).toEqual([]);
    expect(only(result)).toEqual({ value: 'same', from: 'reference', of: 'a' });
  });

  it('refuses two equally near ancestors that differ, naming both', () => {
    const { errors } = wire(
      [network('b', 1), network('a', 1)],
      {},
      { default: 'x' },
    );
    expect(errors).toMatchObject([
      {
        code: 'conflicting_reference',
        message: expect.stringMatching(/"a" \("a"\) and "b" \("b"\)/),
        culprits: [
          { name: 'vpc' },
          { name: 'vpc_id' },
          { name: 'a' },
          { name: 'b' },
        ],
      },
    ]);
  });

  it('does not tell sensitive values that differ', () => {
    const outputs = (value: string) => [
      { name: 'vpc_id', sensitive: true, value },
    ];
    const { errors } = wire(
      [
        network('b', 1, { outputs: outputs('hush') }),
        network('a', 1, { outputs: outputs('quiet') }),
      ],
      {},
      { sensitive: true },
    );
    expect(codes(errors)).toEqual(['conflicting_reference']);
    expect(errors[0].message).not.toMatch(/hush|quiet/);
  });

  describe('to an output that is not there', () => {
    it.each([
      [
        'not provisioned',
        'provision' as const,
        /"net", which is not provisioned.*Provision it first/,
      ],
      [
        'without the output',
        'provisioned' as const,
        /"net", which has no such output/,
      ],
    ])('is an error, even with a default: %s', (_title, state, message) => {
      const net = network('net', 1, { outputs: {}, state });
      const { errors, variables } = wire([net], {}, { default: 'x' });
      expect(errors).toMatchObject([
        {
          code: 'missing_output',
          variable: 'vpc',
          message: expect.stringMatching(message),
          culprits: [
            { kind: 'variable', name: 'vpc' },
            { kind: 'output', name: 'vpc_id' },
            { kind: 'resource', name: 'net' },
          ],
        },
      ]);
      expect(variables[0].isSet).toBe(false);
    });

    it('does not matter under an own value', () => {
      const net = network('net', 1, { outputs: {} });
      expect(wire([net], {}, {}, { vpc: 'own' })).toMatchObject({
        errors: [],
        variables: [{ value: 'own' }],
      });
    });

    it('is not looked for farther away', () => {
      const { errors } = wire([
        network('far', 2),
        network('near', 1, { outputs: {} }),
      ]);
      expect(codes(errors)).toEqual(['missing_output']);
    });
  });

  describe('without an ancestor of the template', () => {
    it.each([
      ['falls back to the default', {}, { default: 'd' }, {}, 'd', []],
      ['falls back to a default of null', {}, { default: null }, {}, null, []],
      ['does not matter under an own value', {}, {}, { vpc: 'own' }, 'own', []],
      [
        'is an error without any value',
        {},
        {},
        {},
        undefined,
        ['missing_ancestor'],
      ],
      [
        'is an error if required and empty',
        { required: true },
        { default: null },
        {},
        undefined,
        ['missing_ancestor'],
      ],
      [
        'falls back if required and not empty',
        { required: true },
        { default: 'd' },
        {},
        'd',
        [],
      ],
      [
        'is an error if restricted',
        { restricted: true },
        { default: 'd' },
        {},
        undefined,
        ['missing_ancestor'],
      ],
    ])('%s', (_title, rule, overrides, values, value, expected) => {
      const result = wire([ancestor('other', 1)], rule, overrides, values);
      expect(codes(result.errors)).toEqual(expected);
      expect(result.variables[0].value).toBe(value);
    });
  });

  describe('to a sensitive output', () => {
    const secret = network('net', 1, {
      outputs: [{ name: 'vpc_id', sensitive: true, value: 'hush' }],
    });

    it('is refused for a variable that is not sensitive', () => {
      const result = wire([secret]);
      expect(codes(result.errors)).toEqual(['sensitive_output']);
      expect(JSON.stringify(result)).not.toContain('hush');
    });

    it.each([
      ['the module', {}, { sensitive: true }],
      ['the rule', { sensitive: true }, {}],
    ])('feeds a variable that is sensitive by %s', (_by, rule, overrides) => {
      expect(only(wire([secret], rule, overrides)).value).toBe('hush');
    });

    it('is known without its value', () => {
      const net = network('net', 1, {
        outputs: [{ name: 'vpc_id', sensitive: true }],
      });
      const { variables, errors } = wire([net], {}, { sensitive: true });
      expect(errors).toEqual([]);
      expect(variables[0]).toMatchObject({ isSet: true, withheld: true });
    });

    it('may feed nothing that does not fit, and is not told', () => {
      const { errors } = resolve({
        variables: [variable('port', 'number', { sensitive: true })],
        rules: { port: { reference } },
        ancestors: [secret],
      });
      expect(codes(errors)).toEqual(['output_not_convertible']);
      expect(errors[0].message).not.toContain('hush');
    });
  });

  it.each([
    ['number', '8080', 8080],
    ['string', 8080, '8080'],
    ['string', null, null],
    ['set(string)', ['a', 'a', 'b'], ['a', 'b']],
    ['object({ id = string })', { id: 'x', arn: 'y' }, { id: 'x' }],
    ['list(object({ id = string }))', [{ id: 1, more: true }], [{ id: '1' }]],
    [
      'map(object({ id = string }))',
      { a: { id: 'x', b: 1 } },
      { a: { id: 'x' } },
    ],
    ['tuple([object({ id = string })])', [{ id: 'x', b: 1 }], [{ id: 'x' }]],
    ['any', { a: [1] }, { a: [1] }],
  ])('converts to %s as the engine does', (type, value, expected) => {
    const result = resolve({
      variables: [variable('v', type)],
      rules: { v: { reference: { templateId: 'network', output: 'o' } } },
      ancestors: [network('net', 1, { outputs: { o: value } })],
    });
    expect(result.errors).toEqual([]);
    expect(only(result).value).toEqual(expected);
  });

  it('refuses an output that does not fit, with the place', () => {
    const { errors } = resolve({
      variables: [variable('v', 'number', { default: 1 })],
      rules: { v: { reference: { templateId: 'network', output: 'o' } } },
      ancestors: [network('net', 1, { outputs: { o: 'abc' } })],
    });
    expect(errors).toMatchObject([
      {
        code: 'output_not_convertible',
        message: expect.stringMatching(/output "o" of "net".*"abc"/),
      },
    ]);
  });
});
