import { setTimeout as sleep } from 'node:timers/promises';
import { BareEngine } from './lib/bareEngine';
import { benchmark } from './lib/benchmark';
import { sqliteDatabase } from './lib/databases';
import { describeEngine } from './lib/machine';
import { openPortal, type BenchPortal } from './lib/portal';
import { startStateServer } from './lib/stateServer';
import { median, rounded } from './lib/statistics';
import { openWorld } from './lib/world';

const ROUNDS = 11;
const WARM_UP_ROUNDS = 3;
/** Lets what was prepared for a round come to rest. */
const REST_MS = 300;

benchmark('overhead', { limitMs: 5 * 60_000 }, async context => {
  const world = await openWorld(context);
  const database = sqliteDatabase(world.directory);
  const portal = await openPortal(context, { world, database });
  const stateUrl = await startStateServer(context);
  const bare = new BareEngine({ world, portal, stateUrl });

  const rounds: { portalMs: number; bareMs: number }[] = [];
  for (let round = 1; round <= WARM_UP_ROUNDS + ROUNDS; round++) {
    context.signal.throwIfAborted();
    const measurePortal = () => provision(portal, `portal-${round}`);
    const measureBare = () => provisionBare(bare, `bare-${round}`);
    // Whoever comes second may find a warmer machine.
    const first = round % 2 === 0 ? await measureBare() : undefined;
    const portalMs = await measurePortal();
    const bareMs = first ?? (await measureBare());
    const isWarm = round > WARM_UP_ROUNDS;
    if (isWarm) {
      rounds.push({ portalMs, bareMs });
    }
    context.say(
      `portal ${rounded(portalMs)} ms, bare ${rounded(bareMs)} ms` +
        `${isWarm ? '' : ' (warm-up)'}`,
    );
  }
  context.say(
    `${describeEngine('terraform')}, ${database.description}, ` +
      `portal of ${portal.megabytes()} MB`,
  );
  return {
    ratio: rounded(median(rounds.map(r => r.portalMs / r.bareMs)), 3),
    portalMs: rounded(median(rounds.map(r => r.portalMs))),
    bareMs: rounded(median(rounds.map(r => r.bareMs))),
    rounds: ROUNDS,
  };
});

/** From the request to the end of the run, as somebody sees it who watches. */
async function provision(portal: BenchPortal, name: string): Promise<number> {
  const { client } = portal;
  const network = await portal.createNetwork(name);
  await sleep(REST_MS);
  const start = performance.now();
  const { run } = await client.actOnResource(network.id, 'provision');
  let state: string | undefined;
  for await (const event of client.streamRun(run!.id)) {
    state = event.type === 'run' ? event.run.state : state;
    if (state === 'succeeded') {
      return performance.now() - start;
    }
  }
  throw new Error(`The run of ${name} ended ${state}`);
}

async function provisionBare(bare: BareEngine, name: string): Promise<number> {
  const module = await bare.prepare(name);
  await sleep(REST_MS);
  const start = performance.now();
  await module.provision();
  const elapsed = performance.now() - start;
  await module.remove();
  return elapsed;
}
