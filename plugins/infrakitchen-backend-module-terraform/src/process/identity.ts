import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/** What the operating system tells about a process. */
export interface ProcessInfo {
  /** Start time together with the boot it is counted from. */
  startTime: string;
  group: number;
  /** Ended, and not yet collected by its parent. */
  zombie: boolean;
}

const hasProc = process.platform === 'linux';

let bootId: string | undefined;

function currentBoot(): string {
  bootId ??= readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return bootId;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Reads a line of `/proc/<pid>/stat`; the name in it may hold spaces and parentheses. */
export function parseStat(
  line: string,
): (ProcessInfo & { pid: number }) | undefined {
  const pid = Number.parseInt(line, 10);
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [state, , group] = fields;
  const ticks = fields[19];
  if (!Number.isInteger(pid) || !/^\d+$/.test(ticks ?? '')) {
    return undefined;
  }
  return {
    pid,
    startTime: `${ticks}@${currentBoot()}`,
    group: Number(group),
    zombie: state === 'Z' || state === 'X',
  };
}

/** Looks a process up; undefined when there is none with this id. */
export function inspectProcess(pid: number): ProcessInfo | undefined {
  if (hasProc) {
    const line = readText(`/proc/${pid}/stat`);
    return line === undefined ? undefined : parseStat(line);
  }
  try {
    const line = execFileSync(
      'ps',
      ['-o', 'pgid=,stat=,lstart=', '-p', String(pid)],
      {
        encoding: 'utf8',
        env: { LC_ALL: 'C', PATH: process.env.PATH },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    ).trim();
    const [, group, state, startTime] =
      /^(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return startTime
      ? { startTime, group: Number(group), zombie: state.startsWith('Z') }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Reads what the supervisor wrote about itself. */
export function parseIdentity(
  line: string,
): { pid: number; startTime: string } | undefined {
  if (hasProc) {
    const stat = parseStat(line);
    return stat && { pid: stat.pid, startTime: stat.startTime };
  }
  const [, pid, startTime] = /^(\d+) (.+)$/.exec(line.trim()) ?? [];
  return startTime
    ? { pid: Number(pid), startTime: startTime.trim() }
    : undefined;
}

/**
 * Whether a process group has living members. A group whose leader is gone
 * keeps its id until the last member has ended, so a process that has the id
 * but another start time proves the group gone.
 */
export function isGroupAlive(ref: { pid: number; startTime: string }): boolean {
  const leader = inspectProcess(ref.pid);
  if (leader && leader.startTime !== ref.startTime) {
    return false;
  }
  if (leader && !leader.zombie) {
    return true;
  }
  if (hasProc && ref.startTime.split('@')[1] !== currentBoot()) {
    return false;
  }
  return hasLivingMembers(ref.pid);
}

function hasLivingMembers(group: number): boolean {
  try {
    process.kill(-group, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (!hasProc) {
    return true;
  }
  // A zombie that nobody collects also answers to the signal above.
  return readdirSync('/proc').some(name => {
    if (!/^\d+$/.test(name)) return false;
    const member = inspectProcess(Number(name));
    return member?.group === group && !member.zombie;
  });
}
