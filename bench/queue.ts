import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { benchmark, type BenchmarkContext } from './lib/benchmark';
import {
  postgresDatabase,
  sqliteDatabase,
  type BenchDatabase,
} from './lib/databases';
import { openPortal, type BenchPortal } from './lib/portal';
import { percentile, rounded } from './lib/statistics';
import { openWorld } from './lib/world';

const RUNS = 30;

/** How long a run waits, in milliseconds. */
interface Waits {
  p50Ms: number;
  p95Ms: number;
  database: string;
}

benchmark('queue', { limitMs: 8 * 60_000 }, async context => {
  const results = [
    await measure(context, async directory => sqliteDatabase(directory)),
    await measure(context, () => postgresDatabase(context)),
  ].filter(result => result !== undefined);
  const worst = results.reduce((a, b) => (b.p95Ms > a.p95Ms ? b : a));
  return { ...worst, runs: RUNS, all: results };
});

async function measure(
  context: BenchmarkContext,
  open: (directory: string) => Promise<BenchDatabase | undefined>,
): Promise<Waits | undefined> {
  const world = await openWorld(context);
  const database = await open(world.directory);
  if (!database) {
    return undefined;
  }
  const portal = await openPortal(context, { world, database });
  const network = await portal.createNetwork('queue');
  const waits: number[] = [];
  // The run before the first only warms up.
  for (let run = 0; run <= RUNS; run++) {
    context.signal.throwIfAborted();
    const wait = await dryRun(portal, network.id);
    if (run > 0) {
      waits.push(wait);
    }
  }
  const result = {
    p50Ms: rounded(percentile(waits, 50)),
    p95Ms: rounded(percentile(waits, 95)),
    database: database.name,
  };
  context.say(
    `${database.description}: ${result.p50Ms} ms, 95 % within ${result.p95Ms} ms`,
  );
  return result;
}

/** From the request to the birth of the engine's first process. */
async function dryRun(
  portal: BenchPortal,
  resourceId: string,
): Promise<number> {
  const start = Date.now();
  const { run } = await portal.client.actOnResource(resourceId, 'dry-run');
  const spool = path.join(portal.runsDirectory, run!.id, 'spool');
  let over = false;
  const ended = (async () => {
    for await (const event of portal.client.streamRun(run!.id)) {
      if (event.type === 'run' && event.run.state === 'failed') {
        throw new Error(event.run.error?.message);
      }
    }
  })().finally(() => {
    over = true;
  });
  let born: number | undefined;
  // The folder is gone with the run, so it is looked for meanwhile.
  while (born === undefined && !over) {
    born = await birthOf(spool);
    await sleep(2);
  }
  await ended;
  // The next run is to find an idle machine.
  await sleep(100);
  if (born === undefined) {
    throw new Error(`Nobody saw run ${run!.id} start`);
  }
  return born - start;
}

/** The supervisor makes this folder right before it starts the engine. */
async function birthOf(spool: string): Promise<number | undefined> {
  try {
    return (await stat(spool)).birthtimeMs;
  } catch {
    return undefined;
  }
}
