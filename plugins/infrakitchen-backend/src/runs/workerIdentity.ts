import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

/** The name of a worker and the folder that is its own. */
export interface WorkerIdentity {
  id: string;
  directory: string;
}

const MAX_WORKERS_PER_FOLDER = 64;

/** Marks of this very process: several workers may run in one, as in tests. */
const held = new Set<string>();
let marks = 0;

/**
 * Finds the identity of an earlier process on this machine that has ended, or
 * makes a new one. A restarted backend is the same worker again and finds its
 * runs without waiting for their leases to run out.
 */
export async function acquireWorkerIdentity(
  workingDirectory: string,
): Promise<WorkerIdentity> {
  for (let slot = 0; slot < MAX_WORKERS_PER_FOLDER; slot++) {
    const directory = path.join(workingDirectory, `worker-${slot}`);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    if (await takeSlot(directory)) {
      return { id: await readId(directory), directory };
    }
  }
  throw new Error(
    `${workingDirectory} is used by ${MAX_WORKERS_PER_FOLDER} processes already`,
  );
}

/** Takes a slot whose process has ended; the pid file is the claim. */
async function takeSlot(directory: string): Promise<boolean> {
  const file = path.join(directory, 'pid');
  const holder = await read(file);
  // An empty one is being written.
  if (holder !== undefined && (holder === '' || isAlive(holder))) {
    return false;
  }
  const own = await processMark(process.pid);
  return holder === undefined
    ? create(file, own)
    : takeOver(file, { holder, own });
}

/** Of several that found the same dead holder, one has it. */
async function takeOver(
  file: string,
  { holder, own }: { holder: string; own: string },
): Promise<boolean> {
  const turn = `${file}.next`;
  if (!(await create(turn, own))) {
    const other = await read(turn);
    if (other && !isAlive(other)) {
      // It died at that; whoever begins next finds the slot free.
      await rm(turn, { force: true });
    }
    return false;
  }
  try {
    if ((await read(file)) !== holder) {
      return false;
    }
    await writeFile(file, own, { mode: 0o600 });
    return true;
  } finally {
    await rm(turn, { force: true });
  }
}

async function read(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

/** Writes a file; false where there is one already. */
async function create(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

async function readId(directory: string): Promise<string> {
  const file = path.join(directory, 'id');
  const known = await read(file);
  if (known) {
    return known;
  }
  const id = `${hostname().slice(0, 20)}-${randomUUID()}`;
  await writeFile(file, id, { mode: 0o600 });
  return id;
}

function isAlive(mark: string): boolean {
  const [pid, startTime] = mark.split(' ');
  if (Number(pid) === process.pid) {
    return held.has(mark);
  }
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return startTimeOf(Number(pid)) === startTime;
}

async function processMark(pid: number): Promise<string> {
  marks += 1;
  const mark = `${pid} ${startTimeOf(pid)} ${marks}`;
  held.add(mark);
  return mark;
}

/** Tells a reused pid apart, where the system has /proc. */
function startTimeOf(pid: number): string {
  try {
    // eslint-disable-next-line no-sync
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '0';
  }
}
