import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { JsonValue } from '@backstage/types';
import {
  createModuleRepository,
  installProviderMirror,
} from '@internal/demo-cloud';
import type {
  RenderedModule,
  WorkspaceRenderInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import fc from 'fast-check';
import { analyseModule, closeAnalyser } from '../analysis';
import {
  engineEnv,
  installedEngines,
  runEngine,
  useTemporaryFolder,
  writeFiles,
} from '../__testUtils__';
import { renderModule } from './renderModule';
import { renderWorkspace } from './renderWorkspace';

const folder = useTemporaryFolder();
afterAll(closeAnalyser);

const exec = promisify(execFile);

/** What people and modules may write anywhere. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['"', '\\', '${', '%{', '}', '$${', '\n', '\r\n', '`', '```', '|'],
        ...['<script>', '](javascript:alert(1))', '![x](y)', '# ', '*/', '//'],
        ...['<<EOT', '@someone', 'https://evil.test', '\u202e', '\u2028', '\0'],
        ...['ünï', '💥', '👩‍👩‍👧', 'e\u0301', '\ud800', '\t', '\u001b[31m', ' = '],
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constant('x'.repeat(3_000)),
    ),
    { maxLength: 6 },
  )
  .map(parts => parts.join(''));

const input: WorkspaceRenderInput = {
  templateKey: 'database',
  resourceName: 'Orders',
  module: {
    repositoryUrl: 'https://git.example.com/infra/modules.git',
    path: 'modules/one',
    commitSha: '0123456789abcdef0123456789abcdef01234567',
    ref: 'v1.2.0',
    analysis: {
      variables: ['name', 'password', 'settings', 'size'].map(name => ({
        name,
        type: name === 'settings' ? 'map(any)' : 'any',
        sensitive: name === 'password',
        nullable: true,
        ephemeral: false,
        hasDefault: false,
        validations: [],
      })) as any,
      outputs: [{ name: 'endpoint', sensitive: false }] as any,
      requiredProviders: [
        { name: 'aws', source: 'hashicorp/aws', version: '>= 5' },
      ],
      files: [],
    },
  },
  values: { name: 'orders', settings: { b: [{ d: 1, c: 2 }], a: 1 }, size: 3 },
  sensitiveVariables: ['password'],
  tags: { team: 'a', Stage: 'dev' },
  providers: [
    {
      source: 'hashicorp/aws',
      localName: 'aws',
      arguments: { region: 'eu-central-1', profile: 'run' },
      blocks: { b: { y: 1, x: 2 }, a: { z: 1 } },
      secretArguments: ['token', 'key'],
    },
  ],
  backend: {
    type: 's3',
    config: { bucket: 'b', endpoints: { s3: 'https://s3.test', a: 'x' } },
  },
  managedState: false,
};

/** The same, with the keys of every object the other way round. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map(reversed) as T;
  }
  return value !== null && typeof value === 'object'
    ? (Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, reversed(item)]),
      ) as T)
    : value;
}

describe('renderWorkspace', () => {
  it('writes what a run has, but for where the module is and what people are told', () => {
    const code = renderWorkspace({ ...input, lockFile: '# lock\n' });
    const run = renderModule({
      ...input,
      lockFile: '# lock\n',
      module: { ...input.module, localPath: './source' },
    });
    expect(Object.keys(code).sort()).toEqual(Object.keys(run).sort());
    const same = Object.keys(run).filter(
      name => !['main.tf', 'backend.tf', 'README.md'].includes(name),
    );
    expect(same.map(name => code[name])).toEqual(same.map(name => run[name]));
    expect(
      code['main.tf'].replace(
        'git::https://git.example.com/infra/modules.git//modules/one?ref=0123456789abcdef0123456789abcdef01234567',
        './source/modules/one',
      ),
    ).toBe(run['main.tf']);
    expect(code['backend.tf'].replace(/^# (?!Written).*\n/gm, '')).toBe(
      run['backend.tf'],
    );
  });

  it('writes the same bytes, in whatever order things come', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('name', 'settings', 'size'),
          fc.jsonValue(),
        ),
        fc.dictionary(fc.string(), fc.string(), { maxKeys: 5 }),
        (values, tags) => {
          const one = {
            ...input,
            values: values as Record<string, JsonValue>,
            tags,
          };
          expect(renderWorkspace(reversed(one))).toEqual(renderWorkspace(one));
        },
      ),
      { numRuns: 50 },
    );
    const two = [
      ...input.providers!,
      { ...input.providers![0], source: 'acme/aws' },
    ];
    expect(renderWorkspace({ ...input, providers: two.reverse() })).toEqual(
      renderWorkspace({ ...input, providers: [...two].reverse() }),
    );
  });

  it('never writes a sensitive value', () => {
    const files = renderWorkspace({
      ...input,
      values: { ...input.values, password: 'canary' },
      module: {
        ...input.module,
        repositoryUrl: 'https://user:canary@git.example.com/infra/modules.git',
      },
    });
    expect(JSON.stringify(files)).not.toContain('canary');
    expect(files['variables.tf']).toMatch(
      /variable "password" \{\n {2}type {6}= any\n {2}sensitive = true/,
    );
    expect(files['terraform.tfvars.json']).not.toContain('password');
    expect(() =>
      renderWorkspace({
        ...input,
        sensitiveVariables: [],
        values: { password: 'canary' },
      }),
    ).toThrow('is sensitive');
  });

  it('tells people how to run it, and what to bring', () => {
    const readme = renderWorkspace({
      ...input,
      credentials: {
        environment: ['AWS_REGION', 'AWS_PROFILE'],
        files: ['../credentials/1/aws'],
      },
    })['README.md'];
    expect(readme).toContain(
      '`TF_VAR_infrakitchen_aws_default_key`, `TF_VAR_infrakitchen_aws_default_token`, `TF_VAR_password`.',
    );
    expect(readme).toContain('`AWS_PROFILE`, `AWS_REGION`.');
    expect(readme).toContain('`../credentials/1/aws`.');
    expect(readme).toContain('Sign in to the `s3` backend');
    expect(readme).toMatch(/^1\. [^]*^2\. [^]*^7\. Run `terraform plan`/m);
  });

  it.each([
    ['azurerm', 'az login'],
    ['gcs', 'gcloud auth'],
    ['http', 'TF_HTTP_USERNAME'],
    ['s3', 'profile'],
  ])('says how to sign in to %s', (type, hint) => {
    const backend = { type, config: {} };
    expect(renderWorkspace({ ...input, backend })['backend.tf']).toContain(
      hint,
    );
  });

  it('says that the portal lets in its runs alone', () => {
    const files = renderWorkspace({ ...input, managedState: true });
    expect(files['backend.tf']).toContain('lets in its own runs alone');
    expect(files['README.md']).toContain('backend_override.tf');
  });

  it('lets no text become markup in the explanation', () => {
    const plainText = renderWorkspace(input)['README.md'];
    const skeleton = (readme: string) =>
      // Text is what has no meaning in Markdown or HTML.
      readme
        .replace(/&#\d+;/g, '')
        .replace(/[^\n`*_{}[\]()#+!|<>~&$@\\]/gu, '');
    fc.assert(
      fc.property(hostileText, text => {
        const readme = renderWorkspace({
          ...input,
          resourceName: text,
          templateKey: text,
          module: { ...input.module, ref: text },
        })['README.md'];
        expect(skeleton(readme)).toBe(skeleton(plainText));
        expect(readme).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
        expect(readme).not.toContain('https://evil');
      }),
      { numRuns: 200 },
    );
  });
});

describe.each(installedEngines())('with %s', binary => {
  it('is formatted as the engine formats, whatever the texts are', () => {
    const rendered: RenderedModule[] = [];
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (a, b, c) => {
        const { analysis } = input.module;
        rendered.push(
          renderWorkspace({
            ...input,
            resourceName: a,
            templateKey: b,
            values: { name: c, settings: { [a]: [b], x: { [c]: null } } },
            tags: { [a]: b, [b]: c },
            backend: { type: 's3', config: { bucket: a, tags: { [b]: c } } },
            managedState: a.length > b.length,
            providers: [
              {
                ...input.providers![0],
                arguments: { region: a, list: [b, c], map: { [c]: a } },
              },
            ],
            module: {
              ...input.module,
              ref: a,
              repositoryUrl: `https://git.example.com/${encodeURI(
                b.replace(/\p{Cs}/gu, ''),
              )}`,
              analysis: {
                ...analysis,
                requiredVersion: c,
                variables: analysis.variables.map(variable => ({
                  ...variable,
                  description: b,
                })),
                outputs: [{ ...analysis.outputs[0], description: c }],
              },
            },
          }),
        );
      }),
      { numRuns: 150 },
    );
    const directory = folder.path(`fmt-${binary}`);
    rendered.forEach((files, index) =>
      writeFiles(`${directory}/${index}`, files),
    );
    expect(
      runEngine(binary, directory, 'fmt', '-check', '-diff', '-recursive'),
    ).toEqual({ code: 0, output: '' });
    // To prove that the check looks at them at all.
    writeFiles(`${directory}/0`, { 'main.tf': 'a="b"\n' });
    expect(
      runEngine(binary, directory, 'fmt', '-check', '-recursive').code,
    ).not.toBe(0);
  });

  it('is valid and runs as the explanation says, with the module from git', async () => {
    const mirror = await installProviderMirror({
      directory: folder.path('mirror'),
    });
    const repository = await createModuleRepository({
      directory: folder.path('demo modules'),
    });
    const git = async (...args: string[]) =>
      (await exec('git', args, { cwd: repository.directory })).stdout.trim();
    const commitSha = await git('rev-parse', 'v1.0.0^{commit}');
    await git('checkout', '-q', commitSha);
    const analysis = await analyseModule({
      root: repository.directory,
      path: 'network',
    });
    const values = {
      name: 'n "${x}" %{ if }',
      environment: 'prod',
      region: 'eu-north-1',
      cidr: '10.1.0.0/16',
    };
    const directory = folder.path(`valid-${binary}`);
    writeFiles(
      directory,
      renderWorkspace({
        ...input,
        module: {
          repositoryUrl: repository.directory,
          path: 'network',
          ref: 'v1.0.0',
          ...{ commitSha, analysis },
        },
        values,
        sensitiveVariables: [],
        providers: [],
        backend: { type: 'http', config: { address: 'http://127.0.0.1:1' } },
        managedState: true,
      }),
    );
    const run = async (...args: string[]) =>
      exec(binary, args, {
        cwd: directory,
        env: {
          ...engineEnv,
          ...mirror.env,
          TF_CLI_CONFIG_FILE: mirror.cliConfigFile,
          GIT_ALLOW_PROTOCOL: 'file',
        },
      });
    await run('init', '-backend=false', '-input=false', '-no-color');
    const { stdout } = await run('validate', '-json');
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, diagnostics: [] });
    // As README.md says.
    writeFiles(directory, {
      'backend_override.tf': 'terraform {\n  backend "local" {}\n}\n',
    });
    await run('init', '-input=false', '-no-color', '-reconfigure');
  }, 120_000);
});
