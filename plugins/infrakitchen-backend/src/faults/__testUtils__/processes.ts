import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';
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
