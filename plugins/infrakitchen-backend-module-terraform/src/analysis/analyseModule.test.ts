import { symlinkSync } from 'node:fs';
import type { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useTemporaryFolder, writeFiles } from '../__testUtils__';
import { analyseModule, closeAnalyser } from './analyseModule';
import { limits } from './limits';

const folder = useTemporaryFolder();
afterAll(closeAnalyser);

// Each start of the parser takes long on a busy machine.
jest.setTimeout(60_000);

let modules = 0;

function writeModule(files: Record<string, string>): {
  root: string;
  path: string;
} {
  modules += 1;
  const root = folder.path(`module-${modules}`);
  writeFiles(root, files);
  return { root, path: '.' };
}

async function analyse(
  files: Record<string, string>,
  kind?: 'terraform' | 'tofu',
) {
  return analyseModule({ ...writeModule(files), kind });
}

async function variableOf(source: string) {
  const { variables } = await analyse({ 'main.tf': source });
  return variables[0];
}

async function refusal(
  promise: Promise<unknown>,
): Promise<Partial<InfrakitchenError>> {
  const error = await promise.then(
    () => new Error('was not refused'),
    cause => cause,
  );
  return {
    name: error.name,
    code: error.code,
    message: error.message,
    diagnostics: error.diagnostics,
  };
}

describe('analyseModule', () => {
  it('reads variables, outputs and needs', async () => {
    const analysis = await analyse({
      'variables.tf': `
# variable "not_this" {}
variable "name" {
  type        = string
  description = "The name"
}

variable "rules" {
  type = list(object({
    port = number # the port
    cidr = optional(string, "0.0.0.0/0")
  }))
  default  = [{ port = 443 }]
  nullable = false
  validation {
    condition     = length(var.rules) < 10 && alltrue([for r in var.rules : r.port == 443])
    error_message = "At most \${10} rules."
  }
  validation {
    condition     = true
    error_message = "Never $\${shown}."
  }
}
variable "password" {
  type      = string
  sensitive = true
  ephemeral = true
}
`,
      'outputs.tf': `
output "id" {
  description = "The id"
  value       = "x"
}
output "secret" {
  value     = var.password
  sensitive = true
}
`,
      'versions.tf': `
terraform {
  required_version = ">= 1.6"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
    random = ">= 3"
  }
}
`,
    });
    expect(analysis).toEqual({
      files: ['outputs.tf', 'variables.tf', 'versions.tf'],
      requiredVersion: '>= 1.6',
      requiredProviders: [
        { name: 'aws', source: 'hashicorp/aws', version: '~> 5.0' },
        { name: 'random', version: '>= 3' },
      ],
      outputs: [
        {
          name: 'id',
          description: 'The id',
          sensitive: false,
          position: { file: 'outputs.tf', line: 2, column: 1 },
        },
        {
          name: 'secret',
          sensitive: true,
          variables: ['password'],
          position: { file: 'outputs.tf', line: 6, column: 1 },
        },
      ],
      variables: [
        {
          name: 'name',
          type: 'string',
          schema: { type: ['string', 'null'] },
          description: 'The name',
          hasDefault: false,
          sensitive: false,
          nullable: true,
          ephemeral: false,
          validations: [],
          position: { file: 'variables.tf', line: 3, column: 1 },
        },
        {
          name: 'rules',
          type: 'list(object({\n    port = number # the port\n    cidr = optional(string, "0.0.0.0/0")\n  }))',
          schema: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                port: { type: ['number', 'null'] },
                cidr: { type: ['string', 'null'], default: '0.0.0.0/0' },
              },
              required: ['port'],
              additionalProperties: false,
            },
          },
          hasDefault: true,
          default: [{ port: 443 }],
          sensitive: false,
          nullable: false,
          ephemeral: false,
          validations: [
            {
              condition:
                'length(var.rules) < 10 && alltrue([for r in var.rules : r.port == 443])',
              errorMessage: 'At most 10 rules.',
            },
            { condition: 'true', errorMessage: 'Never ${shown}.' },
          ],
          position: { file: 'variables.tf', line: 8, column: 1 },
        },
        {
          name: 'password',
          type: 'string',
          schema: { type: ['string', 'null'] },
          hasDefault: false,
          sensitive: true,
          nullable: true,
          ephemeral: true,
          validations: [],
          position: { file: 'variables.tf', line: 24, column: 1 },
        },
      ],
    });
  });

  it.each([
    ['1.5', 1.5],
    ['-3', -3],
    ['0.1', 0.1],
    ['1e3', 1000],
    ['true', true],
    ['null', null],
    ['""', ''],
    ['"a \\"b\\" \\\\ \\n\\t \\u00e9"', 'a "b" \\ \n\t é'],
    ['"$${literal} %%{if} $ { 100%"', '${literal} %{if} $ { 100%'],
    ['"\\u0024{literal}"', '${literal}'],
    ['"<a>&\'</a>"', "<a>&'</a>"],
    ['[]', []],
    ['{}', {}],
    ['[1, [true, null], { a = "b" }]', [1, [true, null], { a: 'b' }]],
    [
      '{ "a b" = 1, c : 2, "d.e" = { f = [] } }',
      { 'a b': 1, c: 2, 'd.e': { f: [] } },
    ],
    ['<<EOT\nline $${1}\n  "two"\nEOT', 'line ${1}\n  "two"\n'],
    ['<<-EOT\n    a\n      b\n    EOT', 'a\n  b\n'],
    [
      '{\n    text = <<EOT\n}\nvariable "fake" {\nEOT\n  }',
      { text: '}\nvariable "fake" {\n' },
    ],
    ['"ünï😀"', 'ünï😀'],
  ])('keeps the default %j exactly', async (source, expected) => {
    const variable = await variableOf(
      `variable "x" {\n  default = ${source}\n}\n`,
    );
    expect(variable).toMatchObject({ hasDefault: true });
    expect(variable.default).toEqual(expected);
  });

  it.each([
    '1 + 1',
    'tolist([])',
    'true ? 1 : 2',
    '{ (foo) = 1 }',
    '["${upper("x")}"]',
  ])('warns of the default %j, which is an expression', async source => {
    const { variables, warnings } = await analyse({
      'main.tf': `variable "x" {\n  default = ${source}\n}\n`,
    });
    expect(variables[0].hasDefault).toBe(true);
    expect(variables[0]).not.toHaveProperty('default');
    expect(warnings).toEqual([
      expect.objectContaining({
        severity: 'warning',
        position: { file: 'main.tf', line: 2, column: 13 },
      }),
    ]);
  });

  it.each([
    'variable "x" { default = 1 }',
    'variable "x" {default=1}',
    'variable x {\n  default = 1\n}',
    '\ufeffvariable "x" {\r\n  default = 1\r\n}\r\n',
    '/* variable "y" { */ variable /* a */ "x" { # }\n default /* = */ = 1 // }\n }',
    'variable "x"\t{\n\n\n\tdefault\t=\t(1 == 2 ? 3 : 4)\n}',
  ])('reads the unusual format %j', async source => {
    expect(await variableOf(`${source}\n`)).toMatchObject({
      name: 'x',
      hasDefault: true,
      position: { file: 'main.tf', line: 1 },
    });
  });

  it('finds positions past everything that looks like a declaration', async () => {
    const { variables } = await analyse({
      'main.tf': [
        'locals {',
        '  a = "variable \\"b\\" { ${"variable \\"c\\" {"} } $${ \\" "',
        '  b = <<-EOT',
        '    variable "x" {',
        '  EOT',
        '  c = [for v in [] : "${v}" if v == "variable"]',
        '}',
        '   variable "x" {',
        '     type = string',
        '   }',
      ].join('\n'),
    });
    expect(variables[0].position).toEqual({
      file: 'main.tf',
      line: 8,
      column: 4,
    });
  });

  it('treats a variable without a type as any', async () => {
    expect(await variableOf('variable "x" {}\n')).toMatchObject({
      type: 'any',
      schema: {},
    });
  });

  it('keeps blocks apart that have the same key in JSON', async () => {
    const { variables, outputs } = await analyse({
      'main.tf.json': [
        '[{',
        '  "variable": { "b": { "type": "string" } },',
        '  "variable": { "a": { "type": "map" } }',
        '}, {',
        '  "variable": [{ "__proto__": { "default": { "__proto__": 1 } } }],',
        '  "output": { "o": [{ "value": 1 }], "absent": null }',
        '}]',
      ].join('\n'),
    });
    expect(variables.map(v => [v.name, v.type, v.position?.line])).toEqual([
      ['b', 'string', 2],
      ['a', 'map', 3],
      ['__proto__', 'any', 5],
    ]);
    expect(JSON.stringify(variables[2].default)).toBe('{"__proto__":1}');
    expect(outputs.map(o => o.name)).toEqual(['o']);
  });

  it('does not show a default that JavaScript would round', async () => {
    const analysis = await analyse({
      'main.tf':
        'variable "id" {\n  type    = number\n  default = 12345678901234567890\n}\n',
      'more.tf.json': '{"variable":{"big":{"default":[1e400]}}}',
    });
    for (const variable of analysis.variables) {
      expect(variable.hasDefault).toBe(true);
      expect(variable).not.toHaveProperty('default');
    }
    expect(analysis.warnings).toMatchObject([
      { position: { file: 'main.tf', line: 3, column: 13 } },
      { position: { file: 'more.tf.json', line: 1, column: 31 } },
    ]);
  });

  it.each([
    ['number', '"abc"', '"abc" is not a number'],
    ['object({ a = string })', '{}', 'the attribute "a" is missing'],
    ['bool', '1', '1 is not true or false'],
  ])('warns where a %s has the default %s', async (type, value, detail) => {
    const { warnings } = await analyse({
      'main.tf': `variable "x" {\n  type    = ${type}\n  default = ${value}\n}\n`,
    });
    expect(warnings).toEqual([
      {
        severity: 'warning',
        summary:
          'The default of the variable "x" does not fit its type; the engine will refuse the module',
        detail,
        position: { file: 'main.tf', line: 3, column: 13 },
      },
    ]);
  });

  it.each([
    ['object({ a = string, l = list(string) })', '{ a = null, l = [null] }'],
    ['object({ a = string })', '{ a = 1, b = 2 }'],
    ['map(list(string))', '{ a = [1, true], b = [] }'],
    ['bool', '"1"'],
    ['string', 'null'],
  ])('knows that a %s takes the default %s', async (type, value) => {
    const { warnings } = await analyse({
      'main.tf': `variable "x" {\n  type    = ${type}\n  default = ${value}\n}\n`,
    });
    expect(warnings).toBeUndefined();
  });

  it('reads JSON files, whose text is literal', async () => {
    const { variables, outputs, requiredProviders } = await analyse({
      'main.tf.json': JSON.stringify(
        {
          '//': 'a comment',
          terraform: {
            required_providers: { aws: { source: 'hashicorp/aws' } },
          },
          variable: {
            one: {
              type: 'list(string)',
              default: ['${x}', 1.5],
              description: 'One',
            },
            two: [{ type: 'bool', sensitive: true }],
          },
          output: [{ out: { value: '${var.one}' } }],
        },
        undefined,
        2,
      ),
    });
    expect(variables).toMatchObject([
      {
        name: 'one',
        type: 'list(string)',
        default: ['${x}', 1.5],
        position: { line: 11 },
      },
      { name: 'two', type: 'bool', sensitive: true },
    ]);
    expect(outputs).toMatchObject([{ name: 'out' }]);
    expect(requiredProviders).toEqual([
      { name: 'aws', source: 'hashicorp/aws' },
    ]);
  });

  it('merges override files per attribute', async () => {
    const { variables, requiredProviders, requiredVersion } = await analyse({
      'main.tf':
        'terraform {\n  required_version = ">= 1.0"\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\nvariable "x" {\n  type = string\n  default = "a"\n  validation {\n    condition = true\n    error_message = "no"\n  }\n}\n',
      'a_override.tf': 'variable "x" {\n  default = "b"\n}\n',
      'override.tf':
        'terraform {\n  required_version = ">= 1.5"\n  required_providers {\n    aws = {\n      source = "example/aws"\n    }\n  }\n}\nvariable "x" {\n  default = "c"\n  sensitive = true\n}\n',
    });
    expect(variables).toMatchObject([
      {
        name: 'x',
        type: 'string',
        default: 'c',
        sensitive: true,
        validations: [{}],
        position: { file: 'main.tf' },
      },
    ]);
    expect(requiredVersion).toBe('>= 1.5');
    expect(requiredProviders).toEqual([{ name: 'aws', source: 'example/aws' }]);
  });

  it('reads files for OpenTofu as OpenTofu does', async () => {
    const files = {
      'main.tf': 'variable "x" {\n  default = "terraform"\n}\n',
      'main.tofu': 'variable "x" {\n  default = "tofu"\n}\n',
      'extra.tofu': 'variable "y" {}\n',
      '.hidden.tf': 'broken {',
      'backup.tf~': 'broken {',
    };
    const names = async (kind?: 'terraform' | 'tofu') =>
      (await analyse(files, kind)).variables.map(v => [v.name, v.default]);
    expect(await names('terraform')).toEqual([['x', 'terraform']]);
    expect(await names('tofu')).toEqual([
      ['y', undefined],
      ['x', 'tofu'],
    ]);
    expect(await names()).toEqual([
      ['y', undefined],
      ['x', 'tofu'],
    ]);
  });

  it('passes over a folder that is called like a file', async () => {
    const { variables, files } = await analyse({
      'main.tf': 'variable "x" {}\n',
      'examples.tf/main.tf': 'broken {',
    });
    expect(variables).toHaveLength(1);
    expect(files).toEqual(['main.tf']);
  });

  it('reads the folder itself and nothing below it', async () => {
    const { root } = writeModule({
      'a/b/main.tf': 'variable "x" {}\n',
      'a/b/nested/main.tf': 'variable "y" {}\n',
    });
    const { variables } = await analyseModule({ root, path: 'a/b/' });
    expect(variables.map(v => v.name)).toEqual(['x']);
  });

  it('knows which outputs show a sensitive variable', async () => {
    const { outputs } = await analyse({
      'main.tf': `
variable "secret" {
  type      = object({ pw = string })
  sensitive = true
}
variable "plain" {}
locals {
  one = "\${local.two} and \${var.plain}"
  two = { pw = [var.secret.pw], loop = local.one }
}
output "direct" { value = var.secret.pw }
output "through_locals" { value = upper(local.one) }
output "declassified" { value = nonsensitive(sha256(var.secret.pw)) }
output "plain" { value = { a = ["x-\${var.plain}"] } }
output "text" { value = "var.secret is not shown, nor is $\${var.secret}" }
output "other" { value = data.x.var.secret }
`,
      'more.tf.json':
        '{"locals":{"three":"${var.secret}"},"output":{"json":{"value":"${local.three}"}}}',
    });
    expect(
      Object.fromEntries(
        outputs.map(({ name, sensitive, variables }) => [
          name,
          [sensitive, variables],
        ]),
      ),
    ).toEqual({
      direct: [true, ['secret']],
      through_locals: [true, ['plain', 'secret']],
      declassified: [false, undefined],
      plain: [false, ['plain']],
      text: [false, undefined],
      other: [false, undefined],
      json: [true, ['secret']],
    });
  });

  it('leaves out ephemeral outputs and warns of what the root module cannot do', async () => {
    const analysis = await analyse({
      'main.tf':
        'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n      configuration_aliases = [aws.us, aws.eu]\n    }\n  }\n}\noutput "token" {\n  value = 1\n  ephemeral = true\n}\n',
    });
    expect(analysis.outputs).toEqual([]);
    expect(analysis.requiredProviders).toEqual([
      { name: 'aws', source: 'hashicorp/aws', aliases: ['eu', 'us'] },
    ]);
    expect(analysis.warnings?.map(w => w.summary)).toEqual([
      'The output "token" is left out',
      'The provider "aws" needs more than one configuration',
    ]);
  });
});

describe('refused modules', () => {
  it('tells every syntax error with its place', async () => {
    const result = await refusal(
      analyse({
        'a.tf': 'variable "a" {\n  type =\n}\n',
        'b.tf': 'variable "b" {\n  default = 1\n  default = 2\n}\n',
        'c.tf.json': '{\n  "variable": {,\n}',
      }),
    );
    expect(result).toMatchObject({
      name: 'InputError',
      code: 'module_invalid',
    });
    expect(result.diagnostics).toEqual([
      expect.objectContaining({
        severity: 'error',
        summary: 'Invalid expression',
        position: { file: 'a.tf', line: 2, column: 9 },
      }),
      expect.objectContaining({
        summary: 'Attribute redefined',
        detail:
          'The argument "default" was already set at b.tf:2,3-10. Each argument may be set only once.',
        position: { file: 'b.tf', line: 3, column: 3 },
      }),
      expect.objectContaining({
        summary: 'The JSON is not valid',
        position: { file: 'c.tf.json', line: 2, column: 16 },
      }),
    ]);
  });

  it.each([
    [
      'variable "a" {}\nvariable "a" {}\n',
      'The variable "a" is declared twice',
      2,
      1,
    ],
    [
      'output "a" {\n value = 1\n}\noutput "a" {\n value = 1\n}\n',
      'The output "a" is declared twice',
      4,
      1,
    ],
    [
      'variable "a" {\n  type = list(strin)\n}\n',
      'The type of the variable "a" cannot be read',
      2,
      15,
    ],
    [
      'variable "a" {\n  type = object({\n    x = string\n    y = foo\n  })\n}\n',
      'The type of the variable "a" cannot be read',
      4,
      9,
    ],
    ['variable "count" {}\n', 'The variable name "count" is reserved', 1, 1],
    [
      'variable "provider" {}\n',
      'The variable name "provider" is reserved',
      1,
      1,
    ],
    [
      'variable "a" {\n  type = "list"\n}\n',
      'The type of the variable "a" is in quotes',
      2,
      10,
    ],
    [
      'variable "a" {\n  nullable = false\n  default  = null\n}\n',
      'The default of the variable "a" is null',
      3,
      14,
    ],
    [
      'output "a" {\n  description = "x"\n}\n',
      'The output "a" has no value',
      1,
      1,
    ],
    [
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n',
      'The file is kept in Git LFS, and the repository has a pointer to it only',
      1,
      1,
    ],
    ['variable "a b" {}\n', '"a b" is not a name for a variable', 1, 1],
    ['variable "" {}\n', '"" is not a name for a variable', 1, 1],
    ['variable "a" "b" {}\n', 'The variable block "a" is malformed', 1, 1],
    ['\nvariable {}\n', 'The variable block needs a name', 2, 1],
    [
      'terraform {\n  required_providers {}\n}\nterraform {\n  required_providers {}\n}\n',
      'The required providers are declared twice',
      4,
      1,
    ],
  ])('%j', async (source, summary, line, column) => {
    const result = await refusal(analyse({ 'main.tf': source }));
    expect(result).toMatchObject({ code: 'module_invalid' });
    expect(result.diagnostics).toEqual([
      expect.objectContaining({
        summary,
        position: { file: 'main.tf', ...(line && { line, column }) },
      }),
    ]);
  });

  it.each([
    [
      '{"variable": {\n  "a": {"type": strin}}}',
      'The JSON is not valid',
      2,
      17,
    ],
    ['\ufeff{}', 'The JSON is not valid', 1, 1],
    ['{"a": "x\ny"}', 'The JSON is not valid', 1, 7],
    ['// comment\n{}', 'The JSON is not valid', 1, 1],
    ['{} {}', 'The JSON is not valid', 1, 4],
    ['', 'The JSON is not valid', 1, 1],
    ['['.repeat(100_000), 'The JSON is not valid', 1, 1],
    ['null', 'A JSON configuration must be an object', 1, 1],
    [
      '{\n"variable": {"a": {"type": "list(strin)"}}}',
      'The type of the variable "a" cannot be read',
      2,
      34,
    ],
    [
      '{"variable": {"a": {},\n"a": {}}}',
      'The variable "a" is declared twice',
      2,
      1,
    ],
    ['{"variable": {\n"a": "x"}}', 'The variable block "a" is malformed', 2, 1],
    ['{"output":\n"x"}', 'The output block needs a name', 1, 2],
  ])('JSON such as %j', async (source, summary, line, column) => {
    const result = await refusal(analyse({ 'main.tf.json': source }));
    expect(result.diagnostics).toEqual([
      expect.objectContaining({
        summary,
        position: { file: 'main.tf.json', line, column },
      }),
    ]);
  });

  it('an override without anything to override', async () => {
    const result = await refusal(
      analyse({ 'main.tf': '', 'override.tf': 'variable "x" {}\n' }),
    );
    expect(result.diagnostics?.[0].summary).toBe(
      'There is no variable "x" to override',
    );
  });

  it('a module without files', async () => {
    const { root } = writeModule({ 'docs/README.md': 'x' });
    expect(await refusal(analyseModule({ root, path: 'docs' }))).toMatchObject({
      name: 'InputError',
      code: 'module_empty',
      message: 'There are no Terraform files in "docs".',
    });
  });

  it.each(['..', '../x', 'a/../../x', '/etc', 'a\\..\\..', 'x\0y'])(
    'the path %j, which leads out',
    async path => {
      const { root } = writeModule({ 'main.tf': '' });
      expect(await refusal(analyseModule({ root, path }))).toMatchObject({
        name: 'InputError',
        code: 'path_outside_repository',
      });
    },
  );

  it('links that lead out', async () => {
    const outside = writeModule({ 'main.tf': 'variable "secret" {}\n' });
    const { root } = writeModule({
      'inside/main.tf': 'variable "x" {}\n',
      'file/a.tf': '',
    });
    symlinkSync(outside.root, `${root}/folder`);
    symlinkSync(`${outside.root}/main.tf`, `${root}/file/main.tf`);
    symlinkSync('inside', `${root}/allowed`);
    symlinkSync('nowhere', `${root}/dangling`);
    const code = async (path: string) =>
      (await refusal(analyseModule({ root, path }))).code;
    expect(await code('folder')).toBe('path_outside_repository');
    expect(await code('file')).toBe('path_outside_repository');
    expect(await code('dangling')).toBe('path_not_found');
    expect(
      (await analyseModule({ root, path: 'allowed' })).variables,
    ).toHaveLength(1);
  });

  it('files that cannot be read', async () => {
    const { root } = writeModule({ 'a/main.tf': '', 'b/main.tf': '' });
    symlinkSync('nowhere.tf', `${root}/a/link.tf`);
    symlinkSync('../a', `${root}/b/link.tf`);
    for (const [path, message] of [
      ['a', '"a/link.tf" is a link that leads nowhere.'],
      ['b', '"b/link.tf" is not a file.'],
    ]) {
      expect(await refusal(analyseModule({ root, path }))).toMatchObject({
        code: 'module_invalid',
        message,
      });
    }
  });

  it('a folder that is not there', async () => {
    const { root } = writeModule({ 'main.tf': '' });
    for (const path of ['nowhere', 'main.tf', 'main.tf/x']) {
      expect(await refusal(analyseModule({ root, path }))).toMatchObject({
        name: 'NotFoundError',
        code: 'path_not_found',
      });
    }
  });

  it('too many or too large files', async () => {
    const many = Object.fromEntries(
      Array.from({ length: limits.files + 1 }, (_, i) => [`f${i}.tf`, '']),
    );
    expect(await refusal(analyse(many))).toMatchObject({
      code: 'module_too_large',
      message: 'The module in "." is too large: 1001 files, 1000 are allowed.',
    });
    const half = `# ${'x'.repeat(limits.bytes / 2)}\n`;
    expect(
      await refusal(analyse({ 'a.tf': half, 'b.tf': half })),
    ).toMatchObject({
      code: 'module_too_large',
    });
  });

  it('a module that breaks the parser, and goes on with the next one', async () => {
    const deep = `x = ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`;
    const attacks = [deep, deep, 'b {\n'.repeat(50_000)];
    for (const source of attacks) {
      const result = await refusal(analyse({ 'main.tf': source }));
      expect(result.name).toBe('InputError');
      expect(result.code).toMatch(/^module_(invalid|unreadable)$/);
      expect(
        (await analyse({ 'main.tf': 'variable "x" {}\n' })).variables,
      ).toHaveLength(1);
    }
  });
});

it('reads a very large module', async () => {
  const source = Array.from(
    { length: 2000 },
    (_, i) =>
      `variable "v${i}" {\n  type = object({ a = string, b = optional(number, 1.5) })\n  default = { a = "x" }\n}\n`,
  ).join('');
  const { variables } = await analyse({ 'main.tf': source });
  expect(variables).toHaveLength(2000);
  expect(variables[1999]).toMatchObject({ position: { line: 4 * 1999 + 1 } });
});

it('tells which providers a module uses without asking for them', async () => {
  const { impliedProviders } = await analyse({
    'main.tf': `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
resource "aws_vpc" "main" {}
resource "random_id" "a" {}
resource "random_id" "b" {}
resource "terraform_data" "c" {}
resource "google_project" "d" {
  provider = google-beta.eu
}
data "http" "e" {}
`,
    'more.tf.json': JSON.stringify({
      resource: [{ null_resource: { f: {} } }],
      data: { aws_ami: { g: { provider: 'aws.us' } } },
    }),
  });
  expect(impliedProviders).toEqual(['google-beta', 'http', 'null', 'random']);
});
