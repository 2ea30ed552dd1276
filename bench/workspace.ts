import { benchmark, type BenchmarkContext } from './lib/benchmark';
import {
  createBarePublisher,
  createPortalPublisher,
  type Publish,
  type Published,
} from './lib/publishers';
import { openRepository, type BenchRepository } from './lib/repository';
import { median, rounded } from './lib/statistics';

const FOLDERS = 5_000;
const ROUNDS = 7;
/** Each takes many times as long. */
const BARE_ROUNDS = 3;

let count = 0;

benchmark('workspace', { limitMs: 8 * 60_000 }, async context => {
  const repository = await openRepository(context, { folders: FOLDERS });
  const measure = (publish: Publish) => once(context, publish, repository);
  const portal = await createPortalPublisher(context, repository);
  const first = await measure(portal);
  context.say(
    `the first pull request, with the clone, took ${rounded(first.ms)} ms`,
  );
  const bare = await createBarePublisher(context, repository);
  const [times, bareTimes]: Published[][] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    times.push(await measure(portal));
    // In turn, so that what else the machine does falls on both.
    if (round < BARE_ROUNDS) {
      bareTimes.push(await measure(bare));
    }
  }
  const ms = median(times.map(each => each.ms));
  const bareMs = median(bareTimes.map(each => each.ms));
  return {
    ms: rounded(ms),
    planMs: rounded(median(times.map(each => each.planMs))),
    firstMs: rounded(first.ms),
    bareMs: rounded(bareMs),
    ratio: rounded(ms / bareMs, 2),
    folders: FOLDERS,
  };
});

/** On a base that has moved since the last time. */
async function once(
  context: BenchmarkContext,
  publish: Publish,
  repository: BenchRepository,
): Promise<Published> {
  context.signal.throwIfAborted();
  await repository.moveBase();
  count += 1;
  return publish(count);
}
