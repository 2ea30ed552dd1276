/**
 * `node wait-for-demo.js URL PID` waits until the portal with that process id
 * is up and has its data. Fails when the process ends before.
 */
'use strict';

const { setTimeout: sleep } = require('node:timers/promises');

const TIMEOUT_MS = 5 * 60_000;

const [url, pid] = process.argv.slice(2);

function isRunning() {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
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
  let seed;
  while (Date.now() < deadline) {
    if (!isRunning()) {
      throw new Error('The portal has stopped');
    }
    const ready = await get('/.backstage/health/v1/readiness');
    if (ready) {
      const status = await get('/api/infrakitchen-demo/status');
      seed = status ?? seed;
      if (status?.seed === 'done') {
        return;
      }
      if (status?.seed === 'failed') {
        process.stderr.write(
          `warning: the templates and resources of the demo could not be made: ${status.message}\n`,
        );
        return;
      }
    }
    await sleep(250);
  }
  throw new Error(
    `The portal is not ready after ${TIMEOUT_MS / 60_000} minutes${
      seed?.message ? `: ${seed.message}` : ''
    }`,
  );
}

main().catch(error => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
