import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder for a test file, removed when its tests have ended. */
export function useTemporaryFolder(): { path(...steps: string[]): string } {
  let root: string;
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'infrakitchen-')));
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });
  return { path: (...steps) => join(root, ...steps) };
}

/** Writes files by relative path. */
export function writeFiles(folder: string, files: Record<string, string>) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** Environment for engine commands that tests run directly. */
export const engineEnv = {
  PATH: process.env.PATH ?? '',
  HOME: tmpdir(),
  CHECKPOINT_DISABLE: '1',
  TF_CLI_CONFIG_FILE: '/dev/null',
};

/** Names of the engines that are installed here. */
export function installedEngines(): string[] {
  return ['terraform', 'tofu'].filter(name => {
    try {
      execFileSync(name, ['version'], { env: engineEnv, stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

/** Runs an engine command and returns everything it says; does not throw. */
export function runEngine(
  binary: string,
  directory: string,
  ...args: string[]
): { code: number; output: string } {
  try {
    const output = execFileSync(binary, args, {
      cwd: directory,
      env: engineEnv,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return { code: 0, output };
  } catch (error) {
    const { status, stdout, stderr } = error as {
      status: number;
      stdout: string;
      stderr: string;
    };
    return { code: status, output: `${stdout}${stderr}` };
  }
}
