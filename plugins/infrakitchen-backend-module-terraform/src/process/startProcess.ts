import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { inspectProcess } from './identity';
import { SpooledProcess } from './SpooledProcess';
import { spoolFiles, supervisorScript } from './supervisor';

/** A command to run under a supervisor. */
export interface ProcessOptions {
  binary: string;
  args: string[];
  directory: string;
  spoolDirectory: string;
  env: Record<string, string>;
}

/** Starts a command that goes on when this process ends. */
export async function startProcess(
  options: ProcessOptions,
): Promise<SpooledProcess> {
  await mkdir(options.spoolDirectory, { recursive: true, mode: 0o700 });
  if (existsSync(join(options.spoolDirectory, spoolFiles.supervisor))) {
    throw new InfrakitchenError('ConflictError', {
      code: 'spool_taken',
      message: 'This command was started before. Attach to it instead.',
    });
  }
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      supervisorScript,
      'infrakitchen-supervisor',
      options.spoolDirectory,
      options.binary,
      ...options.args,
    ],
    {
      cwd: options.directory,
      env: options.env,
      detached: true,
      stdio: 'ignore',
    },
  );
  // Must be read before the event loop turns: from then on the process may be gone.
  const startTime =
    child.pid === undefined ? undefined : inspectProcess(child.pid)?.startTime;
  const ended = new Promise<void>(resolve =>
    child.once('exit', () => resolve()),
  );
  child.unref();
  if (child.pid === undefined || startTime === undefined) {
    const [cause] =
      child.pid === undefined ? await once(child, 'error') : [undefined];
    throw new InfrakitchenError(
      'ServiceUnavailableError',
      {
        code: 'engine_not_started',
        message:
          'The engine could not be started. Does its working folder exist?',
        culprits: [{ kind: 'engine', name: options.binary }],
      },
      cause,
    );
  }
  return SpooledProcess.create(
    { spoolDirectory: options.spoolDirectory, pid: child.pid, startTime },
    ended,
  );
}
