import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchmarkContext } from './benchmark';

const root = path.resolve(__dirname, '..', '..');
const STOP_MS = 30_000;

/** The demo portal with its pages, in a process of its own. */
export interface DemoPortal {
  url: string;
  /** The plugin's database. */
  databaseFile: string;
}

/** Starts the demo as a user does, and waits until its templates are there. */
export async function openDemoPortal(
  context: BenchmarkContext,
): Promise<DemoPortal> {
  const directory = await mkdtemp(path.join(tmpdir(), 'infrakitchen-bench-'));
  context.defer(() => rm(directory, { recursive: true, force: true }));
  const port = await freePort();
  const demo = spawn(path.join(root, 'scripts/demo'), {
    env: {
      ...process.env,
      PORT: String(port),
      DEMO_CLOUD_PORT: String(await freePort()),
      DEMO_DIR: directory,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(demo, 'exit');
  context.defer(async () => {
    demo.kill('SIGTERM');
    await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })]);
  });
  const url = `http://localhost:${port}`;
  while (!(await isSeeded(url))) {
    context.signal.throwIfAborted();
    if (demo.exitCode !== null) {
      throw new Error('The demo did not start');
    }
    await sleep(500);
  }
  return {
    url,
    databaseFile: path.join(directory, 'database', 'infrakitchen.sqlite'),
  };
}

async function isSeeded(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/api/infrakitchen-demo/status`);
    return answer.ok && (await answer.json()).seed === 'done';
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
