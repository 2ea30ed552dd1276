import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { launch } from './launch';
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
  const { spoolDirectory } = options;
  await mkdir(spoolDirectory, { recursive: true, mode: 0o700 });
  if (existsSync(join(spoolDirectory, spoolFiles.supervisor))) {
    throw new InfrakitchenError('ConflictError', {
      code: 'spool_taken',
      message: 'This command was started before. Attach to it instead.',
    });
  }
  const { pid, startTime, ended } = await launch({
    binary: '/bin/sh',
    args: [
      '-c',
      supervisorScript,
      'infrakitchen-supervisor',
      spoolDirectory,
      options.binary,
      ...options.args,
    ],
    directory: options.directory,
    env: options.env,
    detached: true,
  }).catch(cause => {
    throw notStarted(options.binary, cause);
  });
  if (startTime === undefined) {
    throw notStarted(options.binary);
  }
  return SpooledProcess.create({ spoolDirectory, pid, startTime }, ended);
}

function notStarted(binary: string, cause?: unknown): InfrakitchenError {
  return new InfrakitchenError(
    'ServiceUnavailableError',
    {
      code: 'engine_not_started',
      message:
        'The engine could not be started. Does its working folder exist?',
      culprits: [{ kind: 'engine', name: binary }],
    },
    cause,
  );
}
