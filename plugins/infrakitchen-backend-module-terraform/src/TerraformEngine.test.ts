import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type {
  EngineCommand,
  EngineEvent,
  EngineProcess,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  installedEngines,
  useTemporaryFolder,
  writeFiles,
} from './__testUtils__';
import { engineOutcome } from './commands';
import { inspectProcess } from './process/identity';
import { TerraformEngine } from './TerraformEngine';

const folder = useTemporaryFolder();
const signal = AbortSignal.timeout(120_000);

jest.setTimeout(60_000);

const secret = 'correct-horse-battery-staple';

const moduleFiles = {
  'main.tf': `
variable "name" { type = string }
variable "password" {
  type      = string
  sensitive = true
}
variable "token" {
  type      = string
  default   = "none"
  ephemeral = true
}
variable "tags" {
  type    = map(string)
  default = {}
}
resource "terraform_data" "one" {
  input            = { name = var.name, password = var.password, tags = var.tags }
  triggers_replace = [var.name]
}
output "name" { value = terraform_data.one.output.name }
output "password" {
  value     = var.password
  sensitive = true
}
`,
};

/** Names that no shell takes, outputs that show a secret, aliased providers. */
const unusualModule = `
terraform {
  required_providers {
    terraform = {
      source                = "terraform.io/builtin/terraform"
      configuration_aliases = [terraform.first, terraform.second]
    }
  }
}
variable "db-password" {
  type      = string
  sensitive = true
}
variable "größe" { type = number }
resource "terraform_data" "one" {
  provider = terraform.second
  input    = sha256("\${var.db-password}/\${var.größe}")
}
output "url" { value = "db://\${var.db-password}@host" }
output "size" { value = var.größe }
output "digest" { value = nonsensitive(terraform_data.one.output) }
`;

describe.each(installedEngines())('TerraformEngine with %s', binary => {
  const engine = TerraformEngine.create({ binary });
  let runs = 0;
  afterAll(() => engine.close());

  function newDirectory(files: Record<string, string>): string {
    runs += 1;
    const directory = folder.path(`${binary}-${runs}`);
    mkdirSync(directory, { recursive: true });
    writeFiles(directory, files);
    return directory;
  }

  async function start(
    directory: string,
    command: EngineCommand['command'],
    env: Record<string, string> = {},
  ): Promise<EngineProcess> {
    runs += 1;
    return engine.start({
      directory,
      spoolDirectory: folder.path(`spool-${binary}-${runs}`),
      env,
      command,
    });
  }

  async function run(
    directory: string,
    command: EngineCommand['command'],
    env: Record<string, string> = {},
  ) {
    const running = await start(directory, command, env);
    const exit = await running.wait({ signal });
    return {
      outcome: engineOutcome(command.type, exit),
      events: await eventsOf(running),
      running,
    };
  }

  async function eventsOf(running: EngineProcess): Promise<EngineEvent[]> {
    const events: EngineEvent[] = [];
    for await (const batch of running.events({ offset: 0, signal }))
      events.push(...batch);
    return events;
  }

  async function until(condition: () => boolean | Promise<boolean>) {
    while (!(await condition())) {
      signal.throwIfAborted();
      await sleep(10);
    }
  }

  const spool = (running: EngineProcess) => {
    const path = `${running.ref.spoolDirectory}/output`;
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };

  /** A module that takes its time: apply waits until the file `go` is there. */
  const slowModule = (script: string) => ({
    'main.tf': `
resource "terraform_data" "first" { input = "x" }
resource "terraform_data" "slow" {
  input = terraform_data.first.output
  provisioner "local-exec" {
    command = ${JSON.stringify(script)}
  }
}
resource "terraform_data" "last" { input = terraform_data.slow.output }
`,
  });
  const waitForGo =
    'echo $$ > pid; echo started; while [ ! -e go ]; do sleep 0.05; done';

  async function startSlowApply(): Promise<{
    directory: string;
    running: EngineProcess;
  }> {
    const directory = newDirectory(slowModule(waitForGo));
    await run(directory, { type: 'init' });
    await run(directory, { type: 'plan', planFile: 'plan.bin' });
    const running = await start(directory, {
      type: 'apply',
      planFile: 'plan.bin',
    });
    await until(() => spool(running).includes('(local-exec): started'));
    return { directory, running };
  }

  const stateOf = (directory: string) =>
    JSON.parse(
      readFileSync(`${directory}/terraform.tfstate`, 'utf8'),
    ).resources.map((resource: { name: string }) => resource.name);

  it('runs a module with unusual names, aliases and outputs', async () => {
    const checkout = newDirectory({ 'main.tf': unusualModule });
    const directory = newDirectory(
      engine.render({
        templateKey: 'thing',
        resourceName: 'Thing',
        module: {
          repositoryUrl: 'https://git.example.com/a.git',
          path: '',
          commitSha: 'abc',
          ref: 'main',
          localPath: checkout,
          analysis: await engine.analyse({ root: checkout, path: '.' }),
        },
        values: {},
        // The number is sensitive by a rule of its template only.
        sensitiveVariables: ['db-password', 'größe'],
        tags: {},
        backend: { type: 'local', config: {} },
      }),
    );
    const env = { 'TF_VAR_db-password': secret, TF_VAR_größe: '5' };
    const planFile = 'plan.bin';
    const outcomes = [
      await run(directory, { type: 'init' }, env),
      await run(directory, { type: 'plan', planFile }, env),
      await run(directory, { type: 'apply', planFile }, env),
    ].map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['done', 'changes', 'done']);
    const { outputs } = JSON.parse(
      readFileSync(`${directory}/terraform.tfstate`, 'utf8'),
    );
    expect(outputs).toEqual({
      url: { value: `db://${secret}@host`, type: 'string', sensitive: true },
      size: { value: 5, type: 'number', sensitive: true },
      digest: {
        value: createHash('sha256').update(`${secret}/5`).digest('hex'),
        type: 'string',
      },
    });
  });

  it('passes on the colours of programs that a module starts', async () => {
    const directory = newDirectory(
      slowModule("printf '\\033[32mgreen\\033[0m \\033[2Kplain\\n'"),
    );
    await run(directory, { type: 'init' });
    await run(directory, { type: 'plan', planFile: 'plan.bin' });
    const { events } = await run(directory, {
      type: 'apply',
      planFile: 'plan.bin',
    });
    expect(
      events
        .map(({ message }) => message)
        .filter(text => text.endsWith('plain')),
    ).toEqual([
      'terraform_data.slow: (local-exec): \u001b[32mgreen\u001b[0m plain',
    ]);
  });

  it('takes a module through its whole life', async () => {
    const checkout = newDirectory({});
    writeFiles(checkout, { 'module/main.tf': moduleFiles['main.tf'] });
    const analysis = await engine.analyse({ root: checkout, path: 'module' });
    const render = (name: string) =>
      engine.render({
        templateKey: 'thing',
        resourceName: 'Thing',
        module: {
          repositoryUrl: 'https://git.example.com/a.git',
          path: 'module',
          commitSha: 'abc',
          ref: 'main',
          localPath: checkout,
          analysis,
        },
        values: { name },
        sensitiveVariables: ['password', 'token'],
        tags: { team: 'a' },
        backend: { type: 'local', config: {} },
      });
    const env = { TF_VAR_password: secret, TF_VAR_token: 'a-token-for-once' };
    const directory = newDirectory(render('one'));

    const init = await run(directory, { type: 'init' });
    expect(init.outcome).toBe('done');
    expect(init.events.every(event => event.level === 'info')).toBe(true);

    const plan = await run(
      directory,
      { type: 'plan', planFile: 'plan.bin' },
      env,
    );
    expect(plan.outcome).toBe('changes');
    expect(plan.events.map(event => event.progress).filter(Boolean)).toEqual([
      {
        address: 'module.this.terraform_data.one',
        type: 'terraform_data',
        action: 'create',
        status: 'planned',
      },
    ]);
    const read = () =>
      engine.readPlan({ directory, planFile: 'plan.bin', env, signal });
    const stored = await read();
    expect(stored.plan.summary).toEqual({
      create: 1,
      update: 0,
      delete: 0,
      replace: 0,
      read: 0,
      outputs: 2,
    });
    expect(stored.plan.changes[0].attributes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          path: 'input.name',
          after: 'one',
          sensitive: false,
        }),
        {
          path: 'input.password',
          action: 'create',
          sensitive: true,
          afterUnknown: false,
        },
        expect.objectContaining({ path: 'input.tags.team', after: 'a' }),
        expect.objectContaining({ path: 'id', afterUnknown: true }),
      ]),
    );
    expect(JSON.stringify(stored.plan)).not.toContain(secret);
    expect(stored.sensitiveValues).toContain(secret);
    expect(await engine.lockFile(directory)).toBeUndefined();
    expect((await read()).plan.digest).toBe(stored.plan.digest);

    await run(directory, { type: 'plan', planFile: 'again.bin' }, env);
    const again = await engine.readPlan({
      directory,
      planFile: 'again.bin',
      env,
      signal,
    });
    expect(again.plan.digest).toBe(stored.plan.digest);
    await run(
      directory,
      { type: 'plan', planFile: 'again.bin' },
      { ...env, TF_VAR_password: 'another' },
    );
    const other = await engine.readPlan({
      directory,
      planFile: 'again.bin',
      env,
      signal,
    });
    expect(other.plan.digest).not.toBe(stored.plan.digest);

    const apply = await run(
      directory,
      { type: 'apply', planFile: 'plan.bin' },
      env,
    );
    expect(apply.outcome).toBe('done');
    expect(
      apply.events.map(event => event.progress?.status).filter(Boolean),
    ).toEqual(['planned', 'started', 'complete']);
    expect(apply.events.map(event => event.message)).toContain(
      'Outputs: name, password',
    );
    for (const { running } of [init, plan, apply])
      expect(spool(running)).not.toContain(secret);

    expect(
      (await run(directory, { type: 'plan', planFile: 'plan.bin' }, env))
        .outcome,
    ).toBe('no-changes');

    writeFiles(directory, render('two'));
    expect(
      (await run(directory, { type: 'plan', planFile: 'plan.bin' }, env))
        .outcome,
    ).toBe('changes');
    expect((await read()).plan.changes).toEqual([
      expect.objectContaining({
        action: 'replace',
        createBeforeDestroy: false,
        replacePaths: ['triggers_replace'],
        reason: 'An attribute changes that cannot be changed in place.',
      }),
    ]);

    await run(
      directory,
      { type: 'plan', planFile: 'plan.bin', destroy: true },
      env,
    );
    expect((await read()).plan.summary.delete).toBe(1);
    expect(
      (await run(directory, { type: 'apply', planFile: 'plan.bin' }, env))
        .outcome,
    ).toBe('done');
    expect(stateOf(directory)).toEqual([]);
  });

  it('hands over what went wrong', async () => {
    const directory = newDirectory({
      'main.tf': 'resource "terraform_data" "a" {\n  input = var.missing\n}\n',
    });
    await run(directory, { type: 'init' });
    const { outcome, events } = await run(directory, {
      type: 'plan',
      planFile: 'plan.bin',
    });
    expect(outcome).toBe('failed');
    expect(events.find(event => event.diagnostic)).toMatchObject({
      level: 'error',
      message: 'Error: Reference to undeclared input variable',
      diagnostic: {
        severity: 'error',
        summary: 'Reference to undeclared input variable',
        position: { file: 'main.tf', line: 2, column: 11 },
      },
    });
    await expect(
      engine.readPlan({ directory, planFile: 'plan.bin', env: {}, signal }),
    ).rejects.toMatchObject({ code: 'plan_missing' });
    writeFiles(directory, { 'plan.bin': 'not a plan' });
    await expect(
      engine.readPlan({ directory, planFile: 'plan.bin', env: {}, signal }),
    ).rejects.toMatchObject({ code: 'plan_unreadable' });
  });

  it('names the object that failed', async () => {
    const directory = newDirectory(slowModule('exit 3'));
    await run(directory, { type: 'init' });
    await run(directory, { type: 'plan', planFile: 'plan.bin' });
    const { outcome, events } = await run(directory, {
      type: 'apply',
      planFile: 'plan.bin',
    });
    expect(outcome).toBe('failed');
    expect(events.find(event => event.diagnostic)?.diagnostic).toMatchObject({
      address: 'terraform_data.slow',
      position: { file: 'main.tf' },
    });
    expect(
      events.filter(event => event.progress?.status === 'failed'),
    ).toMatchObject([
      { progress: { address: 'terraform_data.slow', action: 'create' } },
    ]);
  });

  it('lets an interrupted apply save its state', async () => {
    const { directory, running } = await startSlowApply();
    await running.cancel({ graceMs: 30_000 });
    const exit = await running.wait({ signal });
    expect(engineOutcome('apply', exit)).toBe('failed');
    expect(stateOf(directory)).toEqual(['first', 'slow']);
    expect(
      (await eventsOf(running)).some(event => /interrupt/i.test(event.message)),
    ).toBe(true);
  });

  it('knows an apply that was killed with its supervisor as lost', async () => {
    const { running } = await startSlowApply();
    process.kill(-running.ref.pid, 'SIGKILL');
    expect(await running.wait({ signal })).toEqual({ outcome: 'lost' });
  });

  it('knows an apply whose engine alone was killed', async () => {
    const { directory, running } = await startSlowApply();
    const { stdout } = await promisify(execFile)('ps', [
      '-eo',
      'pid=,pgid=,comm=',
    ]);
    const [, enginePid] = stdout
      .split('\n')
      .map(line => line.trim().split(/\s+/))
      .filter(
        ([, group, name]) =>
          Number(group) === running.ref.pid && name.startsWith(binary),
      )
      .map(([pid]) => ['', Number(pid)] as const)[0];
    process.kill(enginePid, 'SIGKILL');
    expect(engineOutcome('apply', await running.wait({ signal }))).toBe(
      'killed',
    );
    writeFiles(directory, { go: '' });
    await until(async () => !(await running.isAlive()));
  });

  it('goes on after a backend that was killed', async () => {
    const { directory, running } = await startSlowApply();
    // What another process needs is the ref as it was stored, and nothing else.
    const ref = JSON.parse(JSON.stringify(running.ref));
    expect(engine.find(ref.spoolDirectory)).toEqual(ref);
    const attached = TerraformEngine.create({ binary }).attach(ref);
    expect(await attached.isAlive()).toBe(true);
    const events = eventsOf(attached);
    writeFiles(directory, { go: '' });
    expect(await attached.wait({ signal })).toEqual({
      outcome: 'exited',
      code: 0,
    });
    expect(
      (await events).filter(event => event.progress?.status === 'complete'),
    ).toHaveLength(3);
    await until(() => inspectProcess(ref.pid) === undefined);
  });

  it('survives a provisioner that talks too much', async () => {
    const directory = newDirectory(
      slowModule(
        "head -c 300000 /dev/zero | tr '\\\\0' x; echo; yes line | head -n 20000",
      ),
    );
    await run(directory, { type: 'init' });
    await run(directory, { type: 'plan', planFile: 'plan.bin' });
    const { outcome, events } = await run(directory, {
      type: 'apply',
      planFile: 'plan.bin',
    });
    expect(outcome).toBe('done');
    expect(events.length).toBeGreaterThan(20_000);
    expect(Math.max(...events.map(event => event.message.length))).toBeLessThan(
      70_000,
    );
  });

  it('ignores a stray setting of its host', async () => {
    const original = process.env.TF_CLI_CONFIG_FILE;
    process.env.TF_CLI_CONFIG_FILE = '/missing/terraformrc';
    try {
      const directory = newDirectory({ 'main.tf': '' });
      const { events } = await run(directory, { type: 'init' });
      expect(events.filter(event => event.level !== 'info')).toEqual([]);
    } finally {
      process.env.TF_CLI_CONFIG_FILE = original;
    }
  });
});
