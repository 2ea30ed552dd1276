import type { JsonValue } from '@backstage/types';
import type { RenderInput } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { analyseModule, closeAnalyser } from '../analysis';
import {
  installedEngines,
  runEngine,
  useTemporaryFolder,
  writeFiles,
} from '../__testUtils__';
import { renderModule } from './renderModule';

const folder = useTemporaryFolder();
afterAll(closeAnalyser);

const hostileTexts = [
  '"} resource "evil" "x" {}',
  '${file("/etc/passwd")} %{ for x in y }',
  'line\nbreak\r\n# comment\t/* */',
  '\\" \\${x} $${y} %%{z} \\\\',
  '<<EOT\nEOT\n',
  'ünï😀 \u2028 \u0000 \u001b[31m',
  '| table | <script>alert(1)</script> `code`',
];

const moduleSource = `
terraform {
  required_version = ">= 1.0"
  required_providers {
    terraform = { source = "terraform.io/builtin/terraform" }
  }
}
variable "name" { type = string }
variable "longer_name" {
  description = "Some \\"quoted\\" $\${text}"
  type        = object({ a = string, b = optional(number, 1.5), c = optional(list(string), ["x"]) })
  nullable    = false
}
variable "untouched" { default = "module default" }
variable "password" {
  type      = string
  sensitive = true
}
variable "optional_text" {
  type    = string
  default = "x"
}
variable "tags" {
  type    = map(string)
  default = {}
}
variable "größe" {
  default = 1
}
resource "terraform_data" "all" {
  input = [var.name, var.longer_name, var.untouched, var.optional_text, var.tags, var.größe]
}
output "all" { value = terraform_data.all.input }
output "password" {
  description = "It is a secret"
  value       = var.password
  sensitive   = true
}
`;

async function makeInput(
  overrides: Partial<RenderInput> = {},
): Promise<RenderInput> {
  writeFiles(folder.path('checkout'), { 'modules/one/main.tf': moduleSource });
  const analysis = await analyseModule({
    root: folder.path('checkout'),
    path: 'modules/one',
  });
  return {
    templateKey: 'database',
    resourceName: 'Orders',
    module: {
      repositoryUrl: 'https://git.example.com/infra/modules.git',
      path: 'modules/one',
      commitSha: '0123456789abcdef0123456789abcdef01234567',
      ref: 'v1.2.0',
      analysis,
    },
    values: { name: 'orders', longer_name: { a: 'x' } },
    sensitiveVariables: ['password'],
    tags: {},
    backend: {
      type: 'http',
      config: { address: 'https://portal.example.com/state/1' },
    },
    ...overrides,
  };
}

function localInput(input: RenderInput): RenderInput {
  return { ...input, module: { ...input.module, localPath: '../checkout' } };
}

describe('renderModule', () => {
  it('writes the files of a root module', async () => {
    const files = renderModule(await makeInput({ lockFile: '# lock\n' }));
    expect(Object.keys(files).sort()).toEqual([
      '.terraform.lock.hcl',
      'README.md',
      'backend.tf',
      'main.tf',
      'outputs.tf',
      'providers.tf',
      'terraform.tfvars.json',
      'variables.tf',
    ]);
    expect(files['main.tf'])
      .toBe(`# Written by InfraKitchen. Changes made here are lost.

# v1.2.0 is commit 0123456789abcdef0123456789abcdef01234567
module "this" {
  source = "git::https://git.example.com/infra/modules.git//modules/one?ref=0123456789abcdef0123456789abcdef01234567"

  longer_name = var.longer_name
  name        = var.name
  password    = var.password
}
`);
    expect(files['variables.tf'])
      .toBe(`# Written by InfraKitchen. Changes made here are lost.

variable "longer_name" {
  description = "Some \\"quoted\\" $\${text}"
  type        = object({ a = string, b = optional(number), c = optional(list(string)) })
  nullable    = false
}

variable "name" {
  type = string
}

variable "password" {
  type      = string
  sensitive = true
}
`);
    expect(files['outputs.tf']).toContain(`output "password" {
  description = "It is a secret"
  value       = module.this.password
  sensitive   = true
}
`);
    expect(files['providers.tf']).toContain(`terraform {
  required_version = ">= 1.0"

  required_providers {
    terraform = {
      source = "terraform.io/builtin/terraform"
    }
  }
}
`);
    expect(files['backend.tf']).toContain(`terraform {
  backend "http" {
    address = "https://portal.example.com/state/1"
  }
}
`);
    expect(JSON.parse(files['terraform.tfvars.json'])).toEqual({
      name: 'orders',
      longer_name: { a: 'x' },
    });
    expect(files['.terraform.lock.hcl']).toBe('# lock\n');
  });

  it('gives the same bytes for the same input', async () => {
    const input = await makeInput();
    const shuffled = {
      ...input,
      values: { longer_name: { a: 'x' }, name: 'orders' },
      module: {
        ...input.module,
        analysis: {
          ...input.module.analysis,
          variables: [...input.module.analysis.variables].reverse(),
          outputs: [...input.module.analysis.outputs].reverse(),
        },
      },
    };
    expect(renderModule(shuffled)).toEqual(renderModule(input));
  });

  it('passes null, which is not the same as the default', async () => {
    const input = await makeInput();
    const files = renderModule({
      ...input,
      values: { ...input.values, optional_text: null },
    });
    expect(files['main.tf']).toMatch(/optional_text += var\.optional_text/);
    expect(JSON.parse(files['terraform.tfvars.json'])).toMatchObject({
      optional_text: null,
    });
  });

  it('passes tags below an explicit value', async () => {
    const input = await makeInput({ tags: { team: 'a', stage: 'dev' } });
    expect(
      JSON.parse(renderModule(input)['terraform.tfvars.json']).tags,
    ).toEqual({
      team: 'a',
      stage: 'dev',
    });
    const values = { ...input.values, tags: { team: 'b' } };
    expect(
      JSON.parse(renderModule({ ...input, values })['terraform.tfvars.json'])
        .tags,
    ).toEqual({
      team: 'b',
      stage: 'dev',
    });
  });

  it('passes tags to labels when there are no fitting tags, and to nothing else', async () => {
    const input = await makeInput({ tags: { team: 'a' } });
    const [variable] = input.module.analysis.variables;
    const valuesWith = (variables: [string, string][]) => {
      const analysis = {
        ...input.module.analysis,
        variables: variables.map(([name, type]) => ({
          ...variable,
          name,
          type,
        })),
      };
      const module = { ...input.module, analysis };
      const files = renderModule({
        ...input,
        module,
        values: {},
        sensitiveVariables: [],
      });
      return JSON.parse(files['terraform.tfvars.json']);
    };
    expect(
      valuesWith([
        ['tags', 'list(string)'],
        ['labels', 'map(any)'],
      ]),
    ).toEqual({
      labels: { team: 'a' },
    });
    expect(
      valuesWith([
        ['tags', 'any'],
        ['labels', 'map(string)'],
      ]),
    ).toEqual({ tags: { team: 'a' } });
    expect(valuesWith([['tags', 'map(number)']])).toEqual({});
    expect(valuesWith([['name', 'map(string)']])).toEqual({});
  });

  describe('default tags of providers', () => {
    const tags = { 'Cost-Center': '4711', team: 'Platform Team' };
    async function providersFile(
      providers: { name: string; source?: string }[],
      options?: Parameters<typeof renderModule>[1],
      given: Record<string, string> = tags,
    ) {
      const input = await makeInput({ tags: given });
      const analysis = {
        ...input.module.analysis,
        requiredProviders: providers,
      };
      const module = { ...input.module, analysis };
      return renderModule({ ...input, module }, options)['providers.tf'];
    }

    it('are written as each provider takes them', async () => {
      const file = await providersFile([
        { name: 'aws', source: 'registry.terraform.io/hashicorp/AWS' },
        { name: 'gcp', source: 'hashicorp/google' },
        { name: 'democloud', source: 'infrakitchen/democloud' },
        { name: 'random', source: 'hashicorp/random' },
      ]);
      expect(file).toContain(`provider "aws" {
  default_tags {
    tags = { Cost-Center = "4711", team = "Platform Team" }
  }
}

provider "gcp" {
  default_labels = { cost-center = "4711", team = "platform_team" }
}

provider "democloud" {
  default_tags = { Cost-Center = "4711", team = "Platform Team" }
}
`);
      expect(file).not.toContain('provider "random"');
    });

    it('are known for a provider without a source', async () => {
      expect(await providersFile([{ name: 'aws' }])).toContain(
        'provider "aws" {',
      );
    });

    it('are not those of another registry, and none where there are no tags', async () => {
      expect(
        await providersFile([
          { name: 'aws', source: 'registry.example.com/hashicorp/aws' },
        ]),
      ).not.toContain('provider "');
      expect(
        await providersFile([{ name: 'aws' }], undefined, {}),
      ).not.toContain('provider "');
    });

    it('stand beside what integrations say, by alias too', async () => {
      const input = await makeInput({
        tags: { team: 'a' },
        providers: [
          {
            source: 'hashicorp/aws',
            localName: 'aws',
            arguments: { region: 'eu-central-1' },
          },
          {
            source: 'hashicorp/aws',
            localName: 'aws',
            alias: 'west',
            arguments: { region: 'us-west-2' },
          },
          {
            source: 'DataDog/datadog',
            localName: 'datadog',
            alias: 'eu',
            arguments: {},
            secretArguments: ['api_key'],
          },
        ],
      });
      const analysis = {
        ...input.module.analysis,
        requiredProviders: [
          { name: 'aws', source: 'hashicorp/aws', aliases: ['west'] },
          { name: 'datadog', source: 'DataDog/datadog', aliases: ['eu'] },
        ],
      };
      const module = { ...input.module, analysis };
      const files = renderModule({ ...input, module });
      const defaultTags = `
  default_tags {
    tags = { team = "a" }
  }
}
`;
      expect(files['providers.tf']).toContain(`provider "aws" {
  region = "eu-central-1"
${defaultTags}
provider "aws" {
  alias  = "west"
  region = "us-west-2"
${defaultTags}
provider "datadog" {
  alias   = "eu"
  api_key = var.infrakitchen_datadog_eu_api_key
${defaultTags}
provider "datadog" {${defaultTags}`);
      expect(files['main.tf']).toMatch(/aws\.west\s+= aws\.west/);
    });

    it('are written as the operator says', async () => {
      const defaultTags = [
        { provider: 'registry.example.com/acme/cloud', argument: 'common' },
        { provider: 'hashicorp/aws' },
      ];
      const file = await providersFile(
        [
          { name: 'cloud', source: 'registry.example.com/acme/cloud' },
          { name: 'aws' },
        ],
        { defaultTags },
      );
      expect(file).toContain('provider "cloud" {\n  common = {');
      expect(file).not.toContain('provider "aws"');
    });

    it.each([
      ['a name without a letter', { '1st': 'x' }, ['1st']],
      ['a text that is too long', { team: 'x'.repeat(64) }, ['team']],
      ['two that become one', { Team: 'a', team: 'b' }, ['team', 'Team']],
    ])('that cannot be labels are refused: %s', async (_, given, culprits) => {
      await expect(
        providersFile([{ name: 'google' }], undefined, given as any),
      ).rejects.toMatchObject({
        code: 'tag_not_label',
        culprits: culprits.map(name => ({ kind: 'tag', name })),
      });
    });

    it('reach a variable for labels as labels too', async () => {
      const input = await makeInput({ tags });
      const [variable] = input.module.analysis.variables;
      const analysis = {
        ...input.module.analysis,
        requiredProviders: [{ name: 'google' }],
        variables: [{ ...variable, name: 'labels', type: 'map(string)' }],
      };
      const files = renderModule({
        ...input,
        module: { ...input.module, analysis },
        values: { labels: { team: 'mine' } },
        sensitiveVariables: [],
      });
      expect(JSON.parse(files['terraform.tfvars.json'])).toEqual({
        labels: { 'cost-center': '4711', team: 'mine' },
      });
    });
  });

  it('never writes a sensitive value', async () => {
    const input = await makeInput();
    const values: Record<string, JsonValue> = {
      ...input.values,
      password: 'top-secret',
    };
    expect(JSON.stringify(renderModule({ ...input, values }))).not.toContain(
      'top-secret',
    );
    expect(() =>
      renderModule({ ...input, values, sensitiveVariables: [] }),
    ).toThrow('The variable "password" is sensitive');
  });

  it('refuses values for variables that the module does not have', async () => {
    const input = await makeInput();
    expect(() => renderModule({ ...input, values: { other: 1 } })).toThrow(
      'The module has no variable "other".',
    );
  });

  it('refuses names and paths that could break out of the text', async () => {
    const input = await makeInput();
    const [variable] = input.module.analysis.variables;
    const named = (name: string) => ({
      ...input,
      values: { [name]: 1 },
      sensitiveVariables: [],
      module: {
        ...input.module,
        analysis: {
          ...input.module.analysis,
          variables: [{ ...variable, name, type: 'any' }],
        },
      },
    });
    for (const name of ['a b', 'a" {', 'a\n', '', '${x}']) {
      expect(() => renderModule(named(name))).toThrow('is not a name in HCL');
    }
    for (const path of ['../x', 'a/../../x', 'a?ref=evil', 'a#b', 'a\nb']) {
      expect(() =>
        renderModule({ ...input, module: { ...input.module, path } }),
      ).toThrow('cannot be the path of a module');
    }
  });

  it.each([
    [
      'https://git.example.com/a.git',
      '',
      'git::https://git.example.com/a.git?ref=',
    ],
    [
      'https://user:token@git.example.com/a.git',
      '.',
      'git::https://git.example.com/a.git?ref=',
    ],
    [
      'ssh://git@git.example.com/a.git',
      'x',
      'git::ssh://git@git.example.com/a.git//x?ref=',
    ],
    [
      'git@git.example.com:a/b.git',
      '/x//y/',
      'git::git@git.example.com:a/b.git//x/y?ref=',
    ],
  ])(
    'writes %s with path %j as a source',
    async (repositoryUrl, path, expected) => {
      const input = await makeInput();
      const module = { ...input.module, repositoryUrl, path };
      expect(renderModule({ ...input, module })['main.tf']).toContain(
        `"${expected}`,
      );
    },
  );
});

describe.each(installedEngines())('with %s', binary => {
  async function hostileInput(text: string) {
    const input = await makeInput({ templateKey: text, resourceName: text });
    const { analysis } = input.module;
    return {
      ...input,
      values: { name: text, longer_name: { a: text, c: [text] } },
      tags: { [text]: text, team: text },
      backend: { type: 'local', config: { path: 'state.json' } },
      module: {
        ...input.module,
        ref: text,
        analysis: {
          ...analysis,
          variables: analysis.variables.map(v => ({ ...v, description: text })),
          outputs: analysis.outputs.map(o => ({ ...o, description: text })),
        },
      },
    };
  }

  it('is formatted as the engine formats', async () => {
    const inputs = [
      await makeInput(),
      await makeInput({ values: {}, sensitiveVariables: [] }),
    ];
    inputs.push(...(await Promise.all(hostileTexts.map(hostileInput))));
    for (const name of ['aws', 'google']) {
      const { module } = inputs[0];
      const analysis = { ...module.analysis, requiredProviders: [{ name }] };
      inputs.push({
        ...inputs[0],
        module: { ...module, analysis },
        tags: { team: 'a "quoted" ${text}' },
      });
    }
    inputs.push({
      ...inputs[0],
      values: { ...inputs[0].values, größe: 2 },
      backend: {
        type: 's3',
        config: {
          bucket: 'b',
          assume_role: { role_arn: 'r', tags: ['a'] },
          encrypt: true,
        },
      },
    });
    inputs.forEach((input, index) =>
      writeFiles(folder.path('fmt', String(index)), renderModule(input)),
    );
    expect(
      runEngine(
        binary,
        folder.path('fmt'),
        'fmt',
        '-check',
        '-diff',
        '-recursive',
      ),
    ).toEqual({
      code: 0,
      output: '',
    });
  });

  it('is valid, whatever the texts are, and hands every value over exactly', async () => {
    for (const [index, text] of hostileTexts.entries()) {
      const directory = folder.path(`run-${binary}-${index}`);
      writeFiles(directory, renderModule(localInput(await hostileInput(text))));
      const run = (...args: string[]) => runEngine(binary, directory, ...args);
      expect(run('init', '-input=false', '-no-color')).toMatchObject({
        code: 0,
      });
      expect(run('validate', '-no-color')).toMatchObject({ code: 0 });
      expect(
        run(
          'apply',
          '-auto-approve',
          '-input=false',
          '-no-color',
          '-var',
          'password=secret',
        ),
      ).toMatchObject({ code: 0 });
      const { all } = JSON.parse(run('output', '-json').output);
      // The engine normalises text to NFC; these texts are.
      expect(all.value).toEqual([
        text,
        { a: text, b: 1.5, c: [text] },
        'module default',
        'x',
        { [text]: text, team: text },
        1,
      ]);
    }
  });

  it('reads a checkout by absolute path with its neighbours', async () => {
    const input = await makeInput({ backend: { type: 'local', config: {} } });
    writeFiles(folder.path('neighbours'), {
      'modules/one/main.tf': 'module "two" {\n  source = "../two"\n}\n',
      'modules/two/main.tf': 'output "x" {\n  value = 1\n}\n',
    });
    const analysis = {
      variables: [],
      outputs: [],
      requiredProviders: [],
      files: [],
    };
    const module = {
      ...input.module,
      analysis,
      localPath: folder.path('neighbours'),
    };
    const directory = folder.path(`absolute-${binary}`);
    writeFiles(
      directory,
      renderModule({ ...input, values: {}, sensitiveVariables: [], module }),
    );
    expect(
      runEngine(binary, directory, 'init', '-input=false', '-no-color'),
    ).toMatchObject({ code: 0 });
  });
});
