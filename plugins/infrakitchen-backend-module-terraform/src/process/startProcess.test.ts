import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type {
  EngineEvent,
  EngineProcess,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { useTemporaryFolder } from '../__testUtils__';
import { inspectProcess, isGroupAlive, parseStat } from './identity';
import { SpooledProcess } from './SpooledProcess';
import { startProcess } from './startProcess';
import { supervisorScript } from './supervisor';

const folder = useTemporaryFolder();
const signal = AbortSignal.timeout(60_000);
let spools = 0;

async function run(script: string, spoolDirectory = nextSpool()) {
  return startProcess({
    binary: '/bin/sh',
    args: ['-c', script],
    directory: folder.path(),
    spoolDirectory,
    env: { PATH: process.env.PATH ?? '', MARK: 'mark' },
  });
}

function nextSpool(): string {
  spools += 1;
  return folder.path(`spool-${spools}`);
}

async function eventsOf(
  running: EngineProcess,
  offset = 0,
): Promise<EngineEvent[]> {
  const events: EngineEvent[] = [];
  for await (const batch of running.events({ offset, signal }))
    events.push(...batch);
  return events;
}

/** Waits until a command has printed something. */
async function printed(spoolDirectory: string, text: string): Promise<string> {
  for (;;) {
    signal.throwIfAborted();
    const path = `${spoolDirectory}/output`;
    const output = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (output.includes(text)) return output;
    await sleep(5);
  }
}

async function gone(running: EngineProcess) {
  while (await running.isAlive()) {
    signal.throwIfAborted();
    await sleep(5);
  }
}

describe('startProcess', () => {
  it('runs a command and tells its output and exit code', async () => {
    const running = await run(
      'echo one; echo two >&2; echo $MARK; umask; read x || echo no input; exit 7',
    );
    expect(await running.wait({ signal })).toEqual({
      outcome: 'exited',
      code: 7,
    });
    expect((await eventsOf(running)).map(event => event.message)).toEqual([
      'one',
      'two',
      'mark',
      '0077',
      'no input',
    ]);
    await gone(running);
  });

  it('passes arguments as they are', async () => {
    const args = ['a b', '"', "'", '$HOME', '`id`', '', '-x', '\n', '*'];
    const spoolDirectory = nextSpool();
    const running = await startProcess({
      binary: process.execPath,
      args: [
        '-e',
        'console.log(JSON.stringify(process.argv.slice(1)))',
        '--',
        ...args,
      ],
      directory: folder.path(),
      spoolDirectory,
      env: {},
    });
    await running.wait({ signal });
    expect(
      JSON.parse(readFileSync(`${spoolDirectory}/output`, 'utf8')),
    ).toEqual(args);
  });

  it('tells a missing working folder from a missing command', async () => {
    await expect(
      startProcess({
        binary: '/bin/sh',
        args: [],
        directory: folder.path('nowhere'),
        spoolDirectory: nextSpool(),
        env: {},
      }),
    ).rejects.toMatchObject({ code: 'engine_not_started' });
    const running = await startProcess({
      binary: folder.path('no-such-engine'),
      args: [],
      directory: folder.path(),
      spoolDirectory: nextSpool(),
      env: {},
    });
    expect(await running.wait({ signal })).toEqual({
      outcome: 'exited',
      code: 127,
    });
  });

  it('runs a command once for a spool folder', async () => {
    const spoolDirectory = nextSpool();
    const running = await run('echo once', spoolDirectory);
    await running.wait({ signal });
    await expect(run('echo twice', spoolDirectory)).rejects.toMatchObject({
      code: 'spool_taken',
    });
    // Also when two backends get past the look at the same time.
    const late = promisify(execFile)('/bin/sh', [
      '-c',
      supervisorScript,
      'x',
      spoolDirectory,
      '/bin/echo',
      'twice',
    ]);
    await expect(late).rejects.toMatchObject({ code: 125 });
    expect(readFileSync(`${spoolDirectory}/output`, 'utf8')).toBe('once\n');
  });

  it('does not take half of an exit code for the whole', async () => {
    const spoolDirectory = nextSpool();
    const running = await run('echo ready; sleep 60', spoolDirectory);
    await printed(spoolDirectory, 'ready');
    const exit = running.wait({ signal });
    for (const half of ['', '1']) {
      writeFileSync(`${spoolDirectory}/exit`, half);
      await expect(Promise.race([exit, sleep(100, 'waits')])).resolves.toBe(
        'waits',
      );
    }
    writeFileSync(`${spoolDirectory}/exit`, '130\n');
    await expect(exit).resolves.toEqual({ outcome: 'exited', code: 130 });
    process.kill(-running.ref.pid, 'SIGKILL');
    await gone(running);
  });
});

describe('cancel', () => {
  it('interrupts the command and lives to see its exit code', async () => {
    const spoolDirectory = nextSpool();
    const running = await run(
      'trap "echo interrupted; exit 3" INT; echo ready; while :; do sleep 0.02; done',
      spoolDirectory,
    );
    await printed(spoolDirectory, 'ready');
    await running.cancel({ graceMs: 30_000 });
    expect(await running.wait({ signal })).toEqual({
      outcome: 'exited',
      code: 3,
    });
    await printed(spoolDirectory, 'interrupted');
  });

  it('kills what does not end in time', async () => {
    const spoolDirectory = nextSpool();
    const running = await run(
      'trap "" INT; echo ready; while :; do sleep 0.02; done',
      spoolDirectory,
    );
    await printed(spoolDirectory, 'ready');
    await running.cancel({ graceMs: 50 });
    expect(await running.wait({ signal })).toEqual({ outcome: 'lost' });
    expect(await running.isAlive()).toBe(false);
  });

  it('interrupts once, however often and by whomever it is asked', async () => {
    const spoolDirectory = nextSpool();
    const running = await run(
      'n=0; trap "n=\\$((n+1)); echo int \\$n" INT; echo ready; while [ ! -e done ]; do sleep 0.02; done; rm done',
      spoolDirectory,
    );
    await printed(spoolDirectory, 'ready');
    const first = running.cancel({ graceMs: 30_000 });
    const second = SpooledProcess.create(running.ref).cancel({
      graceMs: 30_000,
    });
    await printed(spoolDirectory, 'int 1');
    await sleep(100);
    writeFileSync(folder.path('done'), '');
    await Promise.all([first, second]);
    expect(readFileSync(`${spoolDirectory}/output`, 'utf8')).toBe(
      'ready\nint 1\n',
    );
  });

  it('does nothing to a process that has ended', async () => {
    const running = await run('exit 0');
    await running.wait({ signal });
    await running.cancel({ graceMs: 0 });
    expect(await running.wait({ signal })).toEqual({
      outcome: 'exited',
      code: 0,
    });
  });

  it('never signals a process that only has the same id', async () => {
    const spoolDirectory = nextSpool();
    const running = await run('echo ready; sleep 60', spoolDirectory);
    await printed(spoolDirectory, 'ready');
    const other = SpooledProcess.create({
      ...running.ref,
      spoolDirectory: nextSpool(),
      startTime: `1@${running.ref.startTime.split('@')[1]}`,
    });
    writeFileSync(folder.path('keep'), '');
    expect(await other.isAlive()).toBe(false);
    expect(await other.wait({ signal })).toEqual({ outcome: 'lost' });
    await other.cancel({ graceMs: 0 });
    expect(await running.isAlive()).toBe(true);
    await running.cancel({ graceMs: 0 });
  });
});

describe('loss', () => {
  it('is known when the whole group is killed', async () => {
    const spoolDirectory = nextSpool();
    const running = await run('echo ready; sleep 60', spoolDirectory);
    await printed(spoolDirectory, 'ready');
    process.kill(-running.ref.pid, 'SIGKILL');
    expect(await running.wait({ signal })).toEqual({ outcome: 'lost' });
    expect((await eventsOf(running)).map(event => event.message)).toEqual([
      'ready',
    ]);
  });

  it('is not declared while the engine outlives its supervisor', async () => {
    const spoolDirectory = nextSpool();
    const running = await run(
      'echo ready; while [ ! -e go ]; do sleep 0.02; done; rm go; echo last',
      spoolDirectory,
    );
    await printed(spoolDirectory, 'ready');
    process.kill(running.ref.pid, 'SIGKILL');
    const attached = SpooledProcess.create(running.ref);
    await sleep(50);
    expect(await attached.isAlive()).toBe(true);
    expect(await running.isAlive()).toBe(true);
    writeFileSync(folder.path('go'), '');
    expect(await attached.wait({ signal })).toEqual({ outcome: 'lost' });
    expect((await eventsOf(attached)).map(event => event.message)).toEqual([
      'ready',
      'last',
    ]);
  });

  it('is told from an engine that is killed', async () => {
    const running = await run('kill -9 $$');
    expect(await running.wait({ signal })).toEqual({
      outcome: 'exited',
      code: 137,
    });
  });
});

describe('attach', () => {
  it('finds the process by its spool folder', async () => {
    const spoolDirectory = nextSpool();
    expect(SpooledProcess.find(spoolDirectory)).toBeUndefined();
    const running = await run('echo ready; sleep 60', spoolDirectory);
    await printed(spoolDirectory, 'ready');
    expect(SpooledProcess.find(spoolDirectory)).toEqual(running.ref);
    await running.cancel({ graceMs: 0 });
  });

  it('goes on after the process that started it was killed', async () => {
    const spoolDirectory = nextSpool();
    mkdirSync(spoolDirectory, { recursive: true });
    // The starting backend: spawns the supervisor as startProcess does and waits to be killed.
    const backend = spawn(
      process.execPath,
      [
        '-e',
        `require('node:child_process').spawn('/bin/sh', ['-c', process.argv[1], 'x', process.argv[2], '/bin/sh', '-c', process.argv[3]], { detached: true, stdio: 'ignore' }); setInterval(() => {}, 1000);`,
        supervisorScript,
        spoolDirectory,
        'echo ready; while [ ! -e go2 ]; do sleep 0.02; done; echo done; exit 5',
      ],
      { cwd: folder.path(), stdio: 'ignore' },
    );
    await printed(spoolDirectory, 'ready');
    backend.kill('SIGKILL');
    const ref = SpooledProcess.find(spoolDirectory)!;
    const attached = SpooledProcess.create(ref);
    expect(await attached.isAlive()).toBe(true);
    const events = eventsOf(attached);
    const exit = attached.wait({ signal });
    writeFileSync(folder.path('go2'), '');
    expect(await exit).toEqual({ outcome: 'exited', code: 5 });
    expect((await events).map(event => event.message)).toEqual([
      'ready',
      'done',
    ]);
  });

  it('continues from an offset', async () => {
    const running = await run('echo one; echo two; echo three');
    await running.wait({ signal });
    const [one, two] = await eventsOf(running);
    expect((await eventsOf(running, one.offset)).map(e => e.message)).toEqual([
      'two',
      'three',
    ]);
    expect((await eventsOf(running, two.offset)).map(e => e.message)).toEqual([
      'three',
    ]);
  });

  it('stops waiting and reading when it is told to', async () => {
    const running = await run('echo ready; sleep 60');
    const stop = new AbortController();
    const waiting = running.wait({ signal: stop.signal });
    const reading = (async () => {
      for await (const _ of running.events({ offset: 0, signal: stop.signal }));
    })();
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(await running.isAlive()).toBe(true);
    await running.cancel({ graceMs: 0 });
  });
});

describe('output', () => {
  it('is read while it grows', async () => {
    const spoolDirectory = nextSpool();
    const running = await run(
      'echo one; while [ ! -e go3 ]; do sleep 0.02; done; printf two',
      spoolDirectory,
    );
    const messages: string[] = [];
    for await (const batch of running.events({ offset: 0, signal })) {
      messages.push(...batch.map(event => event.message));
      writeFileSync(folder.path('go3'), '');
    }
    expect(messages).toEqual(['one', 'two']);
  });

  it('may be 100 MB without being held in memory', async () => {
    const running = await run(
      'yes 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789 | head -c 104857600; echo; head -c 3000000 /dev/zero | tr "\\0" x; echo; echo end',
    );
    let bytes = 0;
    let last: EngineEvent | undefined;
    let largest = 0;
    for await (const batch of running.events({ offset: 0, signal })) {
      bytes += batch.reduce((sum, event) => sum + event.message.length + 1, 0);
      largest = Math.max(largest, batch.length);
      last = batch.at(-1);
      if (batch.length > 100) await sleep(0);
    }
    expect(bytes).toBeGreaterThan(104_857_600);
    expect(largest).toBeLessThan(10_000);
    expect(last).toMatchObject({
      message: 'end',
      offset: 104857600 + 1 + 3000000 + 1 + 4,
    });
  }, 60_000);

  it('may have lines that are not text', async () => {
    const running = await run('printf "a\\377\\000b\\033[31mc\\n"');
    // Colours stay, for the log.
    expect((await eventsOf(running))[0].message).toBe('a\ufffdb\u001b[31mc');
  });
});

describe('identity', () => {
  it('reads names with spaces and parentheses', () => {
    const rest = 'S 1 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 98765 1 1';
    expect(parseStat(`42 (evil) R 1 (x) ${rest}`)).toMatchObject({
      pid: 42,
      group: 42,
      zombie: false,
    });
    expect(parseStat(`42 (sh) ${rest.replace('S', 'Z')}`)).toMatchObject({
      zombie: true,
    });
    expect(parseStat('')).toBeUndefined();
    expect(parseStat('garbage')).toBeUndefined();
  });

  it('knows this process and not one that cannot be', () => {
    expect(inspectProcess(process.pid)).toMatchObject({ zombie: false });
    expect(inspectProcess(2 ** 30)).toBeUndefined();
    expect(isGroupAlive({ pid: 2 ** 30, startTime: '1@x' })).toBe(false);
  });
});
