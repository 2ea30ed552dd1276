import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';
import type { Trace } from './leaks';
import { until } from './until';

/** A process that works in a folder. */
export interface FoundProcess {
  pid: number;
  group: number;
  command: string;
}

/** Living processes whose working folder is below this one, as those of runs. */
export function processesBelow(directory: string): FoundProcess[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      try {
        const folder = readlinkSync(`/proc/${name}/cwd`);
        // A removed folder is shown with a mark behind its name.
        return `${folder}${sep}`.startsWith(`${directory}${sep}`)
          ? [describe(Number(name))]
          : [];
      } catch {
        // It has ended since, or is a zombie, which has no folder any more.
        return [];
      }
    });
}

/** What everybody on this machine, or its own user, may read of a process. */
export interface ReadProcess {
  command: Trace;
  environment: Trace;
  isEngine: boolean;
}

/** The processes of a backend and of its runs, as `ps` and `/proc` show them. */
export function readProcesses(backend: {
  pid: number;
  workingDirectory: string;
}): ReadProcess[] {
  const below = processesBelow(backend.workingDirectory);
  const parents = parentsOfAll();
  // The script that holds the engine, and what that has started: between a fork
  // and its exec a process has no command of its own.
  const engines = new Set(
    below
      .filter(({ command }) => command.includes('terraform'))
      .flatMap(({ pid }) => familyOf(pid, parents)),
  );
  const pids = new Set([
    ...familyOf(backend.pid, parents),
    ...below.map(({ pid }) => pid),
  ]);
  return [...pids].flatMap(pid => {
    try {
      const read = (name: string) => ({
        place: `process ${pid}: ${name}`,
        data: readFileSync(`/proc/${pid}/${name}`),
      });
      return {
        command: read('cmdline'),
        environment: read('environ'),
        isEngine: engines.has(pid),
      };
    } catch {
      // It has ended since.
      return [];
    }
  });
}

function parentsOfAll(): Map<number, number> {
  return new Map(
    readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .flatMap((name): [number, number][] => {
        try {
          return [[Number(name), parentOf(Number(name))]];
        } catch {
          return [];
        }
      }),
  );
}

/** A process and all that it or its children have started. */
function familyOf(root: number, parents: Map<number, number>): number[] {
  const family = [root];
  for (const member of family) {
    for (const [pid, parent] of parents) {
      if (parent === member) {
        family.push(pid);
      }
    }
  }
  return family;
}

function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** Ends every process that works below a folder, as a crash would. */
export function killBelow(directory: string): FoundProcess[] {
  const found = processesBelow(directory);
  for (const { pid } of found) {
    kill(pid);
  }
  return found;
}

/** Ends a process as `kill -9` does; none is fine as well. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}

/** Waits until nothing works below a folder any more. */
export async function quiet(directory: string): Promise<void> {
  await until(
    'the processes of the runs to end',
    () => processesBelow(directory).length === 0,
  );
}

function describe(pid: number): FoundProcess {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    pid,
    group: Number(group),
    command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0/g, ' '),
  };
}
