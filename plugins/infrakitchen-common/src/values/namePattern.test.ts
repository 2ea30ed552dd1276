import type { Conventions, Naming } from '../api';
import { checkNamePattern, type NameSurroundings } from './checkNamePattern';
import { parseNamePattern, templateKeysIn } from './namePattern';
import {
  describeNaming,
  expandNamePattern,
  suggestName,
  validateKeptName,
} from './validateName';
import { ancestor, entries, resolve, variable } from './testFixtures';

const HOSTILE = '{'.repeat(100) + '}'.repeat(99);

describe('parseNamePattern', () => {
  it.each([
    ['{env}', { kind: 'variable', name: 'env' }],
    ['{config.team.name}', { kind: 'config', name: 'team.name' }],
    ['{tag.cost-center}', { kind: 'tag', name: 'cost-center' }],
    ['{label.12}', { kind: 'label', position: 12 }],
    ['{project.key}', { kind: 'project' }],
    [
      '{network.subnet_id}',
      { kind: 'output', templateKey: 'network', output: 'subnet_id' },
    ],
  ])('reads %s', (pattern, placeholder) => {
    expect(parseNamePattern(pattern)).toEqual({
      parts: [{ placeholder, written: pattern }],
      problems: [],
    });
  });

  it.each([
    ['{env', 'a { is not closed'],
    ['env}', 'a } closes nothing'],
    ['{{env}}', 'a { is not closed'],
    [HOSTILE, 'a { is not closed'],
    ['{}', '{} is no placeholder'],
    ['{ env }', '{ env } is no placeholder'],
    ['{label.0}', '{label.0} is no placeholder'],
    ['{label.x}', '{label.x} is no placeholder'],
    ['{label.100}', '{label.100} is no placeholder'],
    ['{project.id}', '{project.id} is no placeholder'],
    ['{config.}', '{config.} is no placeholder'],
    ['{a.b.c}', '{a.b.c} is no placeholder'],
    ['{Network.id}', '{Network.id} is no placeholder'],
    ['${env}', '"$" cannot be part of a name'],
    ['a/b', '"a/b" cannot be part of a name'],
    ['ä', '"ä" cannot be part of a name'],
    ['a\n{env}', '"a\\n" cannot be part of a name'],
  ])('finds what is wrong with %j', (pattern, problem) => {
    expect(parseNamePattern(pattern).problems[0]).toContain(problem);
  });

  it('tells whose outputs a pattern uses', () => {
    expect(templateKeysIn('{net.a}-{net.b}-{config.x}-{vpc.id}')).toEqual([
      'net',
      'vpc',
    ]);
    expect(templateKeysIn(undefined)).toEqual([]);
  });
});

describe('checkNamePattern', () => {
  const surroundings: NameSurroundings = {
    versions: [
      [variable('env'), variable('old')],
      [
        variable('env'),
        variable('password', 'string', { sensitive: true }),
        variable('zones', 'list(string)'),
        variable('anything', 'any'),
      ],
    ],
    above: [
      {
        key: 'network',
        name: 'Network',
        abstract: false,
        versions: [
          [{ name: 'subnet_id', sensitive: false }],
          [{ name: 'token', sensitive: true }],
        ],
      },
      { key: 'account', name: 'Account', abstract: true, versions: [] },
    ],
  };

  it('accepts what some version in use can give', () => {
    const pattern =
      '{env}-{old}-{anything}-{network.subnet_id}-{config.x}-{tag.y}-{label.1}-{project.key}';
    expect(checkNamePattern(pattern, surroundings)).toEqual([]);
  });

  it.each([
    [
      '{envs}',
      '{envs} is no variable of a version in use; did you mean "env"?',
    ],
    ['{project}', 'did you mean {project.key}?'],
    ['{constructor}', '{constructor} is no variable'],
    ['{password}', '{password} is sensitive'],
    ['{zones}', '{zones} is not a string, number or bool'],
    ['{netwrok.subnet_id}', 'did you mean "network.…"?'],
    ['{other.id}', 'none above this one has it'],
    ['{network.subnetid}', 'did you mean "subnet_id"?'],
    ['{network.token}', 'sensitive output of "Network"'],
    ['{account.id}', 'is abstract and has none; use {config.NAME}'],
    ['{env', 'a { is not closed'],
  ])('refuses %s', (pattern, problem) => {
    expect(checkNamePattern(pattern, surroundings)).toEqual([
      expect.stringContaining(problem),
    ]);
  });

  it('names everything that is wrong, once', () => {
    expect(
      checkNamePattern('{evn}-{evn}-{password}-{', surroundings),
    ).toHaveLength(3);
  });

  it('cannot tell variables before there is a version', () => {
    expect(checkNamePattern('{env}', { above: [] })).toEqual([]);
    expect(checkNamePattern('{env}', { versions: [], above: [] })).toEqual([
      expect.stringContaining('an abstract template has none'),
    ]);
  });
});

describe('a name', () => {
  const network = ancestor('net', 2, {
    templateId: 't-net',
    outputs: [
      { name: 'id', sensitive: false, value: 'n-1' },
      { name: 'count', sensitive: false, value: 3 },
      { name: 'list', sensitive: false, value: ['a'] },
      { name: 'token', sensitive: true, value: 'hush' },
    ],
  });
  const far = ancestor('far', 3, {
    templateId: 't-net',
    outputs: { id: 'n-2' },
  });
  const context = {
    labels: ['blue', 'team:x'],
    projectKey: 'shop',
    ancestors: [far, network],
    templateIds: { network: 't-net', vpc: 't-vpc' },
  };
  const values = resolve({
    variables: [variable('env')],
    values: { env: 'prod' },
    ancestors: [ancestor('acc', 1, { configs: entries({ region: 'eu' }) })],
    own: { tags: entries({ tier: 'gold' }), values: { env: 'prod' } },
  });
  const expand = (pattern: string) =>
    expandNamePattern(pattern, values, context);

  it.each([
    ['{env}-{config.region}-{tag.tier}', 'prod-eu-gold'],
    ['{label.1}-{project.key}', 'blue-shop'],
    ['{network.id}-{network.count}', 'n-1-3'],
  ])('of %s is %s', (pattern, name) => {
    expect(expand(pattern)).toEqual({ name, errors: [] });
  });

  it.each([
    ['{config.zone}', 'there is no config "zone"'],
    ['{tag.cost}', 'there is no tag "cost"'],
    ['{label.3}', 'there is no label number 3'],
    ['{vpc.id}', 'no resource above this one is of a template with the key'],
    ['{toString.id}', 'is no placeholder'],
    ['{constructor.id}', 'no resource above this one'],
    ['{network.gone}', '"net" has no output "gone"'],
    ['{network.list}', 'is not a string, number or bool'],
    ['{network.token}', 'is sensitive and cannot be part of a name'],
    ['{label.2}', 'gives "team:x", which is no name'],
    ['-{env}', 'gives "-prod", which is no name'],
    [`{env}${'x'.repeat(100)}`, 'which is no name'],
  ])('of %s cannot be', (pattern, message) => {
    const { name, errors } = expand(pattern);
    expect(name).toBeUndefined();
    expect(errors).toEqual([
      expect.objectContaining({
        code: 'name_convention',
        message: expect.stringContaining(message),
      }),
    ]);
    expect(JSON.stringify(errors)).not.toContain('hush');
  });

  it('takes the nearest output, and refuses two that are equally near', () => {
    const twin = ancestor('twin', 2, {
      templateId: 't-net',
      outputs: { id: 'n-9' },
    });
    const { errors } = expandNamePattern('{network.id}', values, {
      ...context,
      ancestors: [network, twin],
    });
    expect(errors[0].message).toContain(
      '"net" and "twin" are equally near and have different outputs "id"',
    );
  });

  it('is suggested from what the form and the server know', () => {
    const pattern = '{env}-{config.region}-{network.id}-{label.1}';
    const naming: Naming = describeNaming(pattern, context);
    expect(naming.fixed).toEqual([
      { placeholder: '{network.id}', text: 'n-1' },
    ]);
    const form = {
      values: { env: 'dev' },
      tags: {},
      configs: { region: 'us' },
      labels: ['red'],
    };
    expect(suggestName(naming, form)).toEqual({
      name: 'dev-us-n-1-red',
      errors: [],
    });
    expect(
      suggestName(naming, { ...form, values: {}, labels: [] }).errors,
    ).toHaveLength(2);
    expect(
      suggestName(describeNaming('{network.gone}', context), form).errors[0]
        .message,
    ).toContain('"net" has no output "gone"');
  });
});

describe('validateKeptName', () => {
  const conventions: Conventions = {
    namePattern: '{env}-{label.1}',
    requiredTags: [],
    requiredConfigs: [],
  };
  const side = (env: string | null, ...labels: string[]) => ({
    values: resolve({ variables: [variable('env')], values: { env } }),
    context: { labels },
  });

  it('refuses an edit after which the name would have to be another', () => {
    const [error] = validateKeptName(
      'prod-a',
      conventions,
      side('prod', 'a'),
      side('dev', 'a'),
    );
    expect(error).toMatchObject({
      code: 'name_convention',
      message: expect.stringMatching(
        /cannot be changed.*would have to be "dev-a"/,
      ),
    });
    expect(
      validateKeptName(
        'prod-a',
        conventions,
        side('prod', 'a'),
        side('prod'),
      )[0].message,
    ).toContain('there is no label number 1');
  });

  it('lets everything else pass', () => {
    const kept = (name: string, after: ReturnType<typeof side>) =>
      validateKeptName(name, conventions, side('prod', 'a'), after);
    expect(kept('prod-a', side('prod', 'a', 'b'))).toEqual([]);
    // Broken before: the edit is not to blame.
    expect(kept('other', side('dev', 'a'))).toEqual([]);
    expect(
      validateKeptName(
        'x',
        { namePattern: undefined },
        side('prod'),
        side('dev'),
      ),
    ).toEqual([]);
  });
});
