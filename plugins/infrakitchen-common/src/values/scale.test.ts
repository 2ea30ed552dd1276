import { buildFormSchema } from './formSchema';
import { maskEffective } from './mask';
import { ancestor, entries, resolve, variable } from './testFixtures';
import { validateValues } from './validate';

/** Names from 0 to n. */
function names(n: number) {
  return Array.from({ length: n }, (_, index) => `variable_${index}`);
}

function build(count: number, levels: number) {
  const all = names(count);
  const variables = all.map(name =>
    variable(name, 'list(object({ a = string }))'),
  );
  const rules = Object.fromEntries(
    all.map((name, index) => [
      name,
      index % 2
        ? { reference: { templateId: 't1', output: name } }
        : { minLength: 1 },
    ]),
  );
  const record = Object.fromEntries(all.map(name => [name, '[{"a":"x"}]']));
  const ancestors = Array.from({ length: levels }, (_, level) =>
    ancestor(`level-${level}`, level + 1, {
      templateId: `t${level}`,
      configs: entries(record),
      tags: entries(record),
      outputs: Object.fromEntries(all.map(name => [name, [{ a: 'x' }]])),
    }),
  );
  const values = Object.fromEntries(all.map(name => [name, [{ a: 'x' }]]));
  const unknown = Object.fromEntries(
    names(count).map(name => [`un${name}`, 1]),
  );
  return { variables, rules, ancestors, values: { ...values, ...unknown } };
}

it('copes with 2,000 variables below 8 levels', () => {
  const { variables, rules, ancestors, values } = build(2000, 8);
  const resolved = resolve({ variables, rules, ancestors, values });
  const errors = validateValues({
    variables,
    rules,
    resolved,
    ownValues: values,
  });
  const schema = buildFormSchema({ variables, rules, resolved });

  expect(resolved.errors).toEqual([]);
  expect(resolved.variables[1].overridden).toHaveLength(9);
  expect(maskEffective(resolved).variables).toHaveLength(2000);
  expect(errors).toHaveLength(2000);
  expect(Object.keys(schema.properties!)).toHaveLength(2000);
});
