import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a lock between processes on one disk behaves. */
export interface DirectoryLockOptions {
  /** How often the holder shows that it is alive. */
  heartbeatMs: number;
  /** Without a sign of life for so long, the holder is dead. */
  staleMs: number;
  /** How long to wait before the work is done without the lock. */
  patienceMs: number;
}

const DEFAULTS: DirectoryLockOptions = {
  heartbeatMs: 3_000,
  staleMs: 20_000,
  patienceMs: 300_000,
};

/**
 * Keeps processes that share a disk out of each other's way, by a folder that
 * only one of them can create. A courtesy, not a guarantee: work that meets a
 * second worker must fail cleanly, as git does.
 */
export async function withDirectoryLock<T>(
  path: string,
  work: () => Promise<T>,
  options: Partial<DirectoryLockOptions> = {},
): Promise<T> {
  const { heartbeatMs, staleMs, patienceMs } = { ...DEFAULTS, ...options };
  const deadline = Date.now() + patienceMs;
  let held = await tryLock(path);
  while (!held && Date.now() < deadline) {
    await removeIfStale(path, staleMs);
    await sleep(20 + Math.random() * 60);
    held = await tryLock(path);
  }
  if (!held) {
    return work();
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(path, { recursive: true, force: true });
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

async function removeIfStale(path: string, staleMs: number): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && found.mtimeMs < Date.now() - staleMs) {
    // Renamed first: only one of several waiters can do that.
    const grave = `${path}.${randomUUID()}`;
    await rename(path, grave).catch(() => undefined);
    await rm(grave, { recursive: true, force: true });
  }
}
