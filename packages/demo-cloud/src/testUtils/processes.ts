import { readdirSync, readFileSync } from 'node:fs';

/** The processes whose command line names a path. */
export function processesNaming(path: string): string[] {
  try {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(commandLine)
      .filter(command => command.includes(path));
  } catch {
    // Not on Linux.
    return [];
  }
}

function commandLine(processId: string): string {
  try {
    return readFileSync(`/proc/${processId}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
