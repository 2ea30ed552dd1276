import { spawn } from 'node:child_process';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** What a short command printed and how it ended. */
export interface CapturedRun {
  /** Undefined when a signal ended it. */
  code: number | undefined;
  stdout: string;
  stderr: string;
}

/** Runs a short, read-only command and keeps its output in memory. */
export async function runCaptured(options: {
  binary: string;
  args: string[];
  directory: string;
  env: Record<string, string>;
  signal: AbortSignal;
  longestOutputBytes: number;
}): Promise<CapturedRun> {
  options.signal.throwIfAborted();
  const child = spawn(options.binary, options.args, {
    cwd: options.directory,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: options.signal,
    killSignal: 'SIGKILL',
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let bytes = 0;
  let tooLong = false;
  const collect = (into: Buffer[]) => (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= options.longestOutputBytes) {
      into.push(chunk);
    } else {
      tooLong = true;
      child.kill('SIGKILL');
    }
  };
  child.stdout.on('data', collect(stdout));
  child.stderr.on('data', collect(stderr));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (tooLong) {
    throw new InfrakitchenError('InputError', {
      code: 'output_too_long',
      message: `The output of "${options.args[0]}" is longer than ${options.longestOutputBytes} bytes.`,
    });
  }
  return {
    code: code ?? undefined,
    stdout: Buffer.concat(stdout).toString('utf8'),
    stderr: Buffer.concat(stderr).toString('utf8'),
  };
}
