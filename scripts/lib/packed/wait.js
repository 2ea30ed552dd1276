/**
 * `node wait.js URL PID` waits until the portal with that process id is ready.
 * Fails when the process ends before.
 */
'use strict';

const { setTimeout: sleep } = require('node:timers/promises');

const TIMEOUT_MS = 3 * 60_000;
const PAUSE_MS = 500;

const [url, pid] = process.argv.slice(2);

async function isReady() {
  try {
    const response = await fetch(`${url}/.backstage/health/v1/readiness`, {
      signal: AbortSignal.timeout(5_000),
    });
    return response.ok;
  } catch {
    return false;
  }
}

async function main() {
  const deadline = Date.now() + TIMEOUT_MS;
  while (!(await isReady())) {
    process.kill(Number(pid), 0);
    if (Date.now() > deadline) {
      throw new Error('It is not ready in time');
    }
    await sleep(PAUSE_MS);
  }
}

main().catch(error => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
