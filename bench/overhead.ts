import { BareEngine } from './lib/bareEngine';
import { benchmark } from './lib/benchmark';
import { sqliteDatabase } from './lib/databases';
import { describeEngine } from './lib/machine';
import { openPortal, type BenchPortal } from './lib/portal';
import { median, rounded } from './lib/statistics';
import { startStateServer } from './lib/stateServer';
import { openWorld } from './lib/world';

const ROUNDS = 9;

benchmark('overhead', { limitMs: 5 * 60_000 }, async context => {
  const world = await openWorld(context);
  const database = sqliteDatabase(world.directory);
  const portal = await openPortal(context, { world, database });
  const stateUrl = await startStateServer(context);
  const bare = new BareEngine({ world, portal, stateUrl });
  context.say(
    `${describeEngine('terraform')}, ${database.description}, ` +
      `portal of ${portal.megabytes()} MB`,
  );

  const portalTimes: number[] = [];
  const bareTimes: number[] = [];
  const ratios: number[] = [];
  // The round before the first only warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    context.signal.throwIfAborted();
    const measureBare = () => provisionBare(bare, `bare-${round}`);
    const measurePortal = () => provision(portal, `portal-${round}`);
    // Whoever comes second may find a warmer machine.
    const first = round % 2 === 0 ? await measureBare() : undefined;
    const portalMs = await measurePortal();
    const bareMs = first ?? (await measureBare());
    context.say(
      `round ${round || 'of warm-up'}: portal ${rounded(portalMs)} ms, ` +
        `bare ${rounded(bareMs)} ms`,
    );
    if (round > 0) {
      portalTimes.push(portalMs);
      bareTimes.push(bareMs);
      ratios.push(portalMs / bareMs);
    }
  }
  return {
    ratio: rounded(median(ratios), 3),
    portalMs: rounded(median(portalTimes)),
    bareMs: rounded(median(bareTimes)),
    rounds: ROUNDS,
  };
});

/** From the request to the end of the run, as somebody sees it who watches. */
async function provision(portal: BenchPortal, name: string): Promise<number> {
  const { client } = portal;
  const network = await portal.createNetwork(name);
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
  const start = performance.now();
  await module.provision();
  const elapsed = performance.now() - start;
  await module.remove();
  return elapsed;
}
