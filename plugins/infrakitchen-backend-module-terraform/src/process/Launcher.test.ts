import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { useTemporaryFolder } from '../__testUtils__';
import { inspectProcess, isGroupAlive } from './identity';
import type { LaunchedProcess, LaunchRequest } from './launch';
import { Launcher } from './Launcher';

const folder = useTemporaryFolder();
const signal = AbortSignal.timeout(60_000);
let launcher: Launcher;

beforeEach(() => {
  launcher = new Launcher();
});
afterEach(() => launcher.close());

/** Starts a shell as soon as the launcher is up. */
async function launch(
  script: string,
  options: Partial<LaunchRequest> = {},
): Promise<LaunchedProcess> {
  for (;;) {
    const launched = await launcher.launch({
      binary: '/bin/sh',
      args: ['-c', script],
      directory: folder.path(),
      env: {},
      ...options,
    });
    if (launched) return launched;
    signal.throwIfAborted();
    await sleep(5);
  }
}

async function until(condition: () => boolean) {
  while (!condition()) {
    signal.throwIfAborted();
    await sleep(5);
  }
}

function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

(process.platform === 'linux' ? describe : describe.skip)('Launcher', () => {
  it('is not waited for when it is not up yet', async () => {
    await expect(
      launcher.launch({
        binary: '/bin/true',
        args: [],
        directory: '/',
        env: {},
      }),
    ).resolves.toBeUndefined();
  });

  it('says which process it started, and when that has ended', async () => {
    const { pid, startTime, ended } = await launch('sleep 0.2; exit 7', {
      detached: true,
      env: { PATH: process.env.PATH ?? '' },
    });
    expect(inspectProcess(pid)).toMatchObject({ startTime, group: pid });
    expect(parentOf(pid)).not.toBe(process.pid);
    await expect(ended).resolves.toBe(7);
  });

  it('passes on everything that is printed, and nothing but the environment it was given', async () => {
    const printed = { stdout: '', stderr: '' };
    const { ended } = await launch(
      'env; i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done; echo "$A" >&2; exit 3',
      {
        env: { PATH: '/usr/bin:/bin', A: 'a\n b "\'$x' },
        onOutput(stream, chunk) {
          printed[stream] += chunk;
        },
      },
    );
    await expect(ended).resolves.toBe(3);
    expect(printed.stderr).toBe('a\n b "\'$x\n');
    expect(printed.stdout.length).toBeGreaterThan(3000 * 41);
    expect(printed.stdout).not.toMatch(/NODE|HOME/);
  });

  it('ends a process, which then has no exit code', async () => {
    const running = await launch('exec sleep 60', { onOutput() {} });
    running.kill();
    await expect(running.ended).resolves.toBeUndefined();
  });

  it('says why a process could not be started', async () => {
    await launch('exit');
    for (const request of [
      { binary: folder.path('none') },
      { directory: folder.path('none') },
    ]) {
      await expect(launch('exit', request)).rejects.toMatchObject({
        code: 'ENOENT',
      });
    }
    await expect(launch('exit', { args: ['a\0b'] })).rejects.toThrow(
      'null bytes',
    );
  });

  it('leaves behind what it started, and is there again for the next', async () => {
    const running = await launch('while [ ! -e end ]; do sleep 0.02; done', {
      detached: true,
      env: { PATH: process.env.PATH ?? '' },
    });
    const captured = await launch('exec sleep 60', { onOutput() {} });
    process.kill(parentOf(running.pid), 'SIGKILL');
    await expect(captured.ended).rejects.toThrow('has ended');
    captured.kill();
    const ref = { pid: running.pid, startTime: running.startTime! };
    expect(isGroupAlive(ref)).toBe(true);
    const next = await launch('exit 4');
    await expect(next.ended).resolves.toBe(4);
    writeFileSync(folder.path('end'), '');
    await until(() => !isGroupAlive(ref));
  });

  it('ends with whoever uses it', async () => {
    const running = await launch('exec sleep 60', { detached: true });
    const own = parentOf(running.pid);
    launcher.close();
    await until(() => !existsSync(`/proc/${own}`));
    expect(isGroupAlive({ ...running, startTime: running.startTime! })).toBe(
      true,
    );
    process.kill(-running.pid, 'SIGKILL');
  });
});
