import type { Values } from '../api';
import { ancestor, codes, entries, validate, variable } from './testFixtures';
import type { ValidateInput } from './validate';

describe('frozen variables', () => {
  const rules = { v: { frozen: true } };
  const variables = [variable('v', 'any', { default: 'd' })];
  const provisioned = (values: Values, effective?: Values) => ({
    provisioned: true,
    values,
    effective,
  });

  it.each<[string, Values, ValidateInput['previous'], boolean]>([
    ['same', { v: { a: 1 } }, provisioned({ v: { a: 1 } }), true],
    ['other', { v: 'b' }, provisioned({ v: 'a' }), false],
    ['taken away', {}, provisioned({ v: 'a' }), false],
    ['taken away, but it was the default', {}, provisioned({ v: 'd' }), true],
    ['set to the default', { v: 'd' }, provisioned({}), true],
    ['set to something else', { v: 'x' }, provisioned({}), false],
    [
      'not provisioned yet',
      { v: 'b' },
      { provisioned: false, values: { v: 'a' } },
      true,
    ],
    ['no previous values', { v: 'b' }, undefined, true],
    ['as it was used', { v: 'b' }, provisioned({}, { v: 'b' }), true],
    ['not as it was used', {}, provisioned({}, { v: 'b' }), false],
    ['was used as null', { v: 'b' }, provisioned({}, { v: null }), false],
    ['new in this version', { v: 'b' }, provisioned({}, {}), true],
  ])('%s', (_title, ownValues, previous, allowed) => {
    const errors = validate({ variables, rules, ownValues, previous });
    expect(codes(errors)).toEqual(allowed ? [] : ['frozen_variable']);
  });

  it('may get their first value later if they had none', () => {
    expect(
      validate({
        variables: [variable('v')],
        rules,
        ownValues: { v: 'x' },
        previous: provisioned({}),
      }),
    ).toEqual([]);
  });

  it('say what changed, unless it is sensitive', () => {
    const input = {
      rules,
      ownValues: { v: 'new' },
      previous: provisioned({ v: 'old' }),
    };
    expect(validate({ ...input, variables })[0].message).toContain(
      'from "old" to "new"',
    );
    expect(
      validate({
        ...input,
        variables: [variable('v', 'string', { sensitive: true })],
      })[0].message,
    ).not.toMatch(/old|new"/);
  });

  it('do not change by inheritance either', () => {
    const [error] = validate({
      variables,
      rules,
      ancestors: [ancestor('p', 1, { configs: entries({ v: 'new' }) })],
      previous: provisioned({}, { v: 'old' }),
    });
    expect(error.message).toContain('config "v" of "p"');
  });
});
