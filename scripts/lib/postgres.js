'use strict';

const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

// Durability is of no use to a cluster that is thrown away. Parallel workers
// and JIT only cost time on tables with a handful of rows.
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_buffers: '64MB',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  timezone: 'UTC',
};

/**
 * Finds the folder with `initdb` and `postgres`: the newest Debian style
 * installation, then whatever is on PATH. Returns undefined if there is none.
 */
function findPostgresBinaries() {
  const root = '/usr/lib/postgresql';
  const installed = fs.existsSync(root)
    ? fs
        .readdirSync(root)
        .sort((a, b) => Number(b) - Number(a))
        .map(version => path.join(root, version, 'bin'))
    : [];
  const onPath = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return [...installed, ...onPath].find(folder =>
    ['initdb', 'postgres'].every(name =>
      fs.existsSync(path.join(folder, name)),
    ),
  );
}

/** The account that owns the cluster: `initdb` refuses to work as root. */
function clusterOwner() {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const idOf = flag =>
    Number(
      execFileSync('id', [flag, 'postgres'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    );
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    throw new Error(
      'PostgreSQL does not run as root, and there is no "postgres" user to run it as',
    );
  }
}

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address();
  await new Promise(resolve => {
    server.close(resolve);
  });
  return port;
}

/** The lock file's last line turns to "ready" once connections are accepted. */
function isReady(dataDir) {
  try {
    const lines = fs
      .readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8')
      .split('\n');
    return lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

async function waitUntilEnded(server, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  while (server.exitCode === null && server.signalCode === null) {
    if (Date.now() > deadline) {
      return false;
    }
    await sleep(20);
  }
  return true;
}

async function launch(options) {
  const { binaries, owner, dataDir, socketDir, logFile } = options;
  const port = await freePort();
  const settings = Object.entries({
    ...SETTINGS,
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: socketDir,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = fs.openSync(logFile, 'a');
  const server = spawn(
    path.join(binaries, 'postgres'),
    ['-D', dataDir, ...settings],
    { cwd: dataDir, stdio: ['ignore', log, log], ...owner },
  );
  fs.closeSync(log);
  server.unref();
  let failure;
  server.once('error', error => {
    failure = error;
  });

  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!isReady(dataDir)) {
    if (failure || server.exitCode !== null || server.signalCode !== null) {
      return undefined;
    }
    if (Date.now() > deadline) {
      server.kill('SIGKILL');
      await waitUntilEnded(server, STOP_TIMEOUT_MS);
      return undefined;
    }
    await sleep(20);
  }
  return { server, port };
}

/**
 * A test run that is killed cannot stop its server. This shell can: its input
 * ends when this process does, however that happens.
 */
function guardAgainstOrphan(pid, folder) {
  const script = `
    read -r _
    kill -QUIT "$1"
    tries=0
    while kill -0 "$1" && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
    rm -rf "$2"`;
  const guard = spawn('/bin/sh', ['-c', script, 'guard', String(pid), folder], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  guard.stdin.unref();
  guard.stdin.on('error', () => {});
  return guard;
}

/**
 * Starts a PostgreSQL server of its own in a temporary folder. `stop()` ends
 * exactly this server and removes the folder; it may be called more than once.
 *
 * @returns {Promise<{ connectionString: string, pid: number, stop: () => Promise<void> }>}
 */
async function startPostgres() {
  const binaries = findPostgresBinaries();
  if (!binaries) {
    throw new Error(
      'No PostgreSQL server binaries found in /usr/lib/postgresql or on PATH',
    );
  }
  const owner = clusterOwner();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'infrakitchen-pg-'));
  const dataDir = path.join(folder, 'data');
  const logFile = path.join(folder, 'server.log');
  const removeFolder = () =>
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

  try {
    if (owner) {
      fs.chownSync(folder, owner.uid, owner.gid);
    }
    execFileSync(
      path.join(binaries, 'initdb'),
      [
        ...['-D', dataDir, '-U', 'postgres', '--auth=trust'],
        ...['--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'],
      ],
      { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], ...owner },
    );

    // Another process may take the free port before the server binds it.
    let started;
    for (let attempt = 0; attempt < 3 && !started; attempt++) {
      started = await launch({
        binaries,
        owner,
        dataDir,
        socketDir: folder,
        logFile,
      });
    }
    if (!started) {
      const log = fs.readFileSync(logFile, 'utf8').slice(-2000);
      throw new Error(`PostgreSQL did not start:\n${log}`);
    }

    const { server, port } = started;
    const guard = guardAgainstOrphan(server.pid, folder);
    let stopping;
    return {
      connectionString: `postgresql://postgres@127.0.0.1:${port}/postgres`,
      pid: server.pid,
      stop: () => {
        stopping ??= (async () => {
          guard.kill('SIGKILL');
          server.kill('SIGINT');
          if (!(await waitUntilEnded(server, STOP_TIMEOUT_MS))) {
            server.kill('SIGKILL');
            await waitUntilEnded(server, STOP_TIMEOUT_MS);
          }
          removeFolder();
        })();
        return stopping;
      },
    };
  } catch (error) {
    removeFolder();
    throw error;
  }
}

module.exports = { findPostgresBinaries, startPostgres };
