import { ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The engines that this machine has. */
export const ENGINES = ['terraform', 'tofu'].filter(isInstalled);

/** What a command of the engine came to. */
export interface EngineResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** A command of the engine that is under way. */
export interface RunningEngine {
  process: ChildProcess;
  result: Promise<EngineResult>;
  /** Resolves when the output so far satisfies the condition. */
  until(condition: (stdout: string) => boolean): Promise<void>;
}

/** A root module and its state. */
export class Root {
  constructor(
    private readonly directory: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  async write(files: Record<string, string>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(this.directory, name), text);
    }
  }

  start(engine: string, args: string[]): RunningEngine {
    const child = spawn(engine, args, {
      cwd: this.directory,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: this.environment,
    });
    return follow(child);
  }

  async run(engine: string, ...args: string[]): Promise<EngineResult> {
    return await this.start(engine, args).result;
  }

  /** Runs a command that is expected to succeed. */
  async succeed(engine: string, ...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(engine, ...args);
    if (exitCode !== 0) {
      throw new Error(`${engine} ${args.join(' ')}: ${stdout}${stderr}`);
    }
    return stdout;
  }

  async show(engine: string, ...file: string[]): Promise<any> {
    return JSON.parse(await this.succeed(engine, 'show', '-json', ...file));
  }

  /** The actions that the engine would take now, by address. */
  async plan(
    engine: string,
    ...args: string[]
  ): Promise<Record<string, string>> {
    await this.succeed(engine, 'plan', '-input=false', '-out=plan', ...args);
    const { resource_changes: changes = [] } = await this.show(engine, 'plan');
    return Object.fromEntries(
      changes.map((change: any) => [
        change.address,
        change.change.actions.join('+'),
      ]),
    );
  }

  async apply(engine: string): Promise<string> {
    return await this.succeed(
      engine,
      'apply',
      '-input=false',
      '-auto-approve',
      '-json',
    );
  }
}

/** The diagnostics in the machine-readable output of an engine. */
export function diagnosticsIn(stdout: string): any[] {
  return stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
    .flatMap(event => (event.type === 'diagnostic' ? [event.diagnostic] : []));
}

function follow(child: ChildProcess): RunningEngine {
  let stdout = '';
  let stderr = '';
  const result = new Promise<EngineResult>((resolve, reject) => {
    child.stdout?.on('data', chunk => {
      stdout += chunk;
    });
    child.stderr?.on('data', chunk => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', exitCode => resolve({ exitCode, stdout, stderr }));
  });
  const until = (condition: (output: string) => boolean) =>
    new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', () => condition(stdout) && resolve());
      child.on('close', () => reject(new Error(`Ended early: ${stdout}`)));
    });
  return { process: child, result, until };
}

function isInstalled(engine: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some(directory => {
    try {
      accessSync(join(directory, engine), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
