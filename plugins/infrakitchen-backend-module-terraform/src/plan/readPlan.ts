import { access, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { EnginePlan } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { runCaptured } from '../process/runCaptured';
import { normalisePlan, sensitiveValuesOf } from './normalise';
import { parsePlanJson, PlanJson } from './planJson';

const longestPlanBytes = 400 * 1024 * 1024;

/** Reads a stored plan through the engine. Its JSON, which holds secrets, never touches a disk or log. */
export async function readPlan(options: {
  binary: string;
  directory: string;
  planFile: string;
  env: Record<string, string>;
  signal: AbortSignal;
}): Promise<EnginePlan> {
  const path = resolve(options.directory, options.planFile);
  await assertThere(path);
  const result = await runCaptured({
    binary: options.binary,
    args: ['show', '-json', '-no-color', path],
    directory: options.directory,
    env: options.env,
    signal: options.signal,
    longestOutputBytes: longestPlanBytes,
  });
  if (result.code !== 0) {
    throw planError(
      `The engine cannot read its plan: ${result.stderr.trim().slice(0, 2000)}`,
    );
  }
  const json = parse(result.stdout);
  return {
    plan: normalisePlan(json),
    sensitiveValues: sensitiveValuesOf(json),
  };
}

function parse(text: string): PlanJson {
  try {
    return parsePlanJson(text);
  } catch {
    // The cause is left out: a JSON error quotes what it read.
    throw planError('What the engine says about its plan is not JSON.');
  }
}

function planError(message: string) {
  return new InfrakitchenError('ConflictError', {
    code: 'plan_unreadable',
    message,
  });
}

async function assertThere(path: string): Promise<void> {
  try {
    await access(path);
  } catch {
    throw new InfrakitchenError('NotFoundError', {
      code: 'plan_missing',
      message: 'The stored plan file is gone.',
    });
  }
}

/** Content of the dependency lock file in a folder, if it is there. */
export async function readLockFile(
  directory: string,
): Promise<string | undefined> {
  try {
    return await readFile(join(directory, '.terraform.lock.hcl'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
