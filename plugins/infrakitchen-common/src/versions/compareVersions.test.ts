import type { ModuleAnalysis, ModuleVariable, VariableRules } from '../api';
import { variable } from '../values/testFixtures';
import { compareVersions } from './compareVersions';
import type { ComparedVersion, OutputConsumer } from './findings';

function version(
  analysis: Partial<ModuleAnalysis> = {},
  variableRules: VariableRules = {},
): ComparedVersion {
  return {
    ref: 'v1',
    repositoryUrl: 'https://git.example.com/m.git',
    path: 'net',
    variableRules,
    analysis: {
      variables: [],
      outputs: [],
      requiredProviders: [],
      files: [],
      ...analysis,
    },
  };
}

function brief(...args: Parameters<typeof compareVersions>) {
  return compareVersions(...args).map(({ kind, severity, name }) => [
    kind,
    severity,
    name,
  ]);
}

const variables = (
  before: ModuleVariable[],
  after: ModuleVariable[],
  rules: [VariableRules, VariableRules] = [{}, {}],
) =>
  brief(
    version({ variables: before }, rules[0]),
    version({ variables: after }, rules[1]),
  );

it('finds nothing between equal versions', () => {
  const same = version({
    variables: [variable('a'), variable('b', 'object({ x = optional(any) })')],
    outputs: [{ name: 'id', sensitive: false }],
    requiredProviders: [{ name: 'aws', version: '~> 5.0' }],
    requiredVersion: '>= 1.5',
  });
  expect(compareVersions(same, structuredClone(same))).toEqual([]);
  expect(
    compareVersions(
      { ...same, analysis: undefined },
      { ...same, analysis: undefined },
    ),
  ).toEqual([]);
});

it.each<
  [
    string,
    ModuleVariable[],
    ModuleVariable[],
    [VariableRules, VariableRules] | undefined,
    [string, string][],
  ]
>([
  [
    'required one added',
    [],
    [variable('v')],
    undefined,
    [['variable_added', 'breaking']],
  ],
  [
    'optional one added',
    [],
    [variable('v', 'string', { default: null })],
    undefined,
    [['variable_added', 'notice']],
  ],
  [
    'added, and the template gives it',
    [],
    [variable('v')],
    [{}, { v: { default: 'x' } }],
    [['variable_added', 'notice']],
  ],
  [
    'added, with a rule that requires it',
    [],
    [variable('v', 'string', { default: '' })],
    [{}, { v: { required: true } }],
    [['variable_added', 'breaking']],
  ],
  [
    'removed',
    [variable('v')],
    [],
    undefined,
    [['variable_removed', 'breaking']],
  ],
  [
    'default gone',
    [variable('v', 'string', { default: 'x' })],
    [variable('v')],
    undefined,
    [['variable_required', 'breaking']],
  ],
  [
    'default changed',
    [variable('v', 'string', { default: 'x' })],
    [variable('v', 'string', { default: 'y' })],
    undefined,
    [['default_changed', 'notice']],
  ],
  [
    'narrowed',
    [variable('v', 'any')],
    [variable('v', 'list(string)')],
    undefined,
    [['type_narrowed', 'breaking']],
  ],
  [
    'nested attribute required',
    [variable('v', 'list(object({ a = optional(string) }))')],
    [variable('v', 'list(object({ a = string }))')],
    undefined,
    [['type_narrowed', 'breaking']],
  ],
  [
    'widened',
    [variable('v', 'list(object({ a = string }))')],
    [variable('v', 'list(object({ a = string, b = optional(number) }))')],
    undefined,
    [['type_changed', 'notice']],
  ],
  [
    'written differently',
    [variable('v', 'list( string )')],
    [variable('v', 'list(string)')],
    undefined,
    [],
  ],
  [
    'not nullable any more',
    [variable('v')],
    [variable('v', 'string', { nullable: false })],
    undefined,
    [['nullability_changed', 'breaking']],
  ],
  [
    'sensitive by rule',
    [variable('v')],
    [variable('v')],
    [{}, { v: { sensitive: true } }],
    [['sensitivity_changed', 'notice']],
  ],
  [
    'tighter rules',
    [variable('v')],
    [variable('v')],
    [
      { v: { options: ['a', 'b'], minLength: 1, maxLength: 9 } },
      { v: { options: ['b'], minLength: 2, maxLength: 8, pattern: 'b' } },
    ],
    Array(4).fill(['rules_tightened', 'breaking']),
  ],
  [
    'looser rules',
    [variable('v')],
    [variable('v')],
    [
      { v: { options: ['a'], minLength: 2, required: true, unique: true } },
      { v: { options: ['a', 'b'], minLength: 1, label: 'V' } },
    ],
    [],
  ],
])('variables: %s', (_title, before, after, rules, expected) => {
  expect(variables(before, after, rules)).toEqual(
    expected.map(item => [...item, 'v']),
  );
});

it('never shows a sensitive default', () => {
  const side = (value: string) =>
    version({
      variables: [variable('v', 'string', { sensitive: true, default: value })],
    });
  expect(
    JSON.stringify(compareVersions(side('hush'), side('hush2'))),
  ).not.toMatch(/hush/);
});

describe('outputs', () => {
  const consumer: OutputConsumer = {
    output: 'id',
    variable: 'network_id',
    sensitive: false,
    version: { id: 'v-1', ref: 'v3', templateName: 'Cluster' },
  };

  it('that are gone break, and name who takes them', () => {
    const [found] = compareVersions(
      version({ outputs: [{ name: 'id', sensitive: false }] }),
      version(),
      [consumer],
    );
    expect(found).toMatchObject({
      kind: 'output_removed',
      severity: 'breaking',
    });
    expect(found.message).toContain(
      '"network_id" of "Cluster" v3 takes its value from it',
    );
    expect(found.culprits).toContainEqual({
      kind: 'version',
      id: 'v-1',
      name: 'v3',
    });
  });

  it('do not tell of what may not be seen, but that there is something', () => {
    const hidden = { ...consumer, version: undefined };
    const [found] = compareVersions(
      version({ outputs: [{ name: 'id', sensitive: false }] }),
      version(),
      [hidden, hidden],
    );
    expect(found.message).toContain(
      '2 that you cannot see take their values from it',
    );
    expect(found.culprits).toEqual([
      { kind: 'output', name: 'id' },
      { kind: 'version' },
    ]);
  });

  it.each([
    ['nobody takes', [], 'notice'],
    ['something sensitive takes', [{ ...consumer, sensitive: true }], 'notice'],
    ['something in clear takes', [consumer], 'breaking'],
  ])('that become sensitive and that %s', (_title, consumers, severity) => {
    expect(
      brief(
        version({ outputs: [{ name: 'id', sensitive: false }] }),
        version({ outputs: [{ name: 'id', sensitive: true }] }),
        consumers,
      ),
    ).toEqual([['output_sensitivity_changed', severity, 'id']]);
  });
});

it.each([
  ['~> 5.0', '~> 5.1', 'notice'],
  ['~> 5.0', '>= 6.0, < 7.0', 'breaking'],
  ['>= 5.0', '5.2.1', 'notice'],
  [undefined, '~> 5.0', 'breaking'],
  ['~> 5.0', undefined, 'notice'],
  ['!= 5.1', 'nonsense', 'notice'],
])('provider from %s to %s is %s', (before, after, severity) => {
  const asking = (wanted: string | undefined) =>
    version({ requiredProviders: [{ name: 'aws', version: wanted }] });
  expect(brief(asking(before), asking(after))).toEqual([
    ['provider_changed', severity, 'aws'],
  ]);
});

it('sees that a provider comes from elsewhere, whatever it is called', () => {
  const from = (source?: string) =>
    version({ requiredProviders: [{ name: 'aws', source }] });
  expect(brief(from(), from('registry.terraform.io/hashicorp/aws'))).toEqual(
    [],
  );
  expect(brief(from(), from('acme/aws'))).toEqual([
    ['provider_changed', 'breaking', 'aws'],
  ]);
});

it.each([
  [undefined, '>= 1.5', 'breaking'],
  ['>= 1.5', '>= 1.10, < 2.0', 'breaking'],
  ['>= 1.5', '>= 1.5.0, < 2.0', 'notice'],
  ['>= 1.5', undefined, 'notice'],
])('engine from %s to %s is %s', (before, after, severity) => {
  expect(
    brief(
      version({ requiredVersion: before }),
      version({ requiredVersion: after }),
    ),
  ).toEqual([['engine_changed', severity, 'engine']]);
});

it('puts what breaks first', () => {
  expect(
    variables(
      [variable('gone')],
      [variable('a', 'string', { default: null })],
    ).map(([, severity]) => severity),
  ).toEqual(['breaking', 'notice']);
});
