/**
 * `node wait-for-demo.js URL PID [LOG]` waits until the portal with that
 * process id is up and has its data. Fails when the process ends before.
 */
'use strict';

const fs = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');

const TIMEOUT_MS = 5 * 60_000;
const PAUSE_MS = 500;

const [url, pid, log] = process.argv.slice(2);

function isRunning() {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
}

/** In development, a backend that cannot start stays there all the same. */
function hasFailed() {
  return (
    log !== undefined &&
    fs.readFileSync(log, 'utf8').includes('Backend startup failed')
  );
}

async function get(path) {
  try {
    const response = await fetch(url + path, {
      signal: AbortSignal.timeout(5_000),
    });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

async function main() {
  const deadline = Date.now() + TIMEOUT_MS;
  let status;
  while (Date.now() < deadline) {
    if (!isRunning() || hasFailed()) {
      throw new Error('The portal could not start');
    }
    status = (await get('/api/infrakitchen-demo/status')) ?? status;
    if (status?.seed === 'failed') {
      process.stderr.write(
        `warning: the templates and resources of the demo could not be made: ${status.message}\n`,
      );
    }
    if (
      (status?.seed === 'done' || status?.seed === 'failed') &&
      (await get('/.backstage/health/v1/readiness'))
    ) {
      return;
    }
    await sleep(PAUSE_MS);
  }
  throw new Error(
    `The portal is not ready after ${TIMEOUT_MS / 60_000} minutes${
      status?.message ? `: ${status.message}` : ''
    }`,
  );
}

main().catch(error => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
