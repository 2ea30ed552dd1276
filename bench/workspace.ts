import { benchmark, type BenchmarkContext } from './lib/benchmark';
import {
  createBarePublisher,
  createGitPublisher,
  type Publisher,
} from './lib/publishers';
import { openRepository, type BenchRepository } from './lib/repository';
import { median, rounded } from './lib/statistics';

const FOLDERS = 5_000;
const ROUNDS = 7;

let count = 0;

benchmark('workspace', { limitMs: 5 * 60_000 }, async context => {
  const repository = await openRepository(context, { folders: FOLDERS });
  const time = (publisher: Publisher, name: string) =>
    timeOf(context, publisher, repository, name);
  const portal = createGitPublisher(repository);
  const first = await time(portal, 'portal');
  context.say(`the first branch, with the clone, took ${rounded(first)} ms`);
  const bare = createBarePublisher(repository);
  const portalTimes: number[] = [];
  const bareTimes: number[] = [];
  // In turn, so that what else the machine does falls on both.
  for (let round = 0; round < ROUNDS; round++) {
    portalTimes.push(await time(portal, 'portal'));
    bareTimes.push(await time(bare, 'bare'));
  }
  const [ms, bareMs] = [median(portalTimes), median(bareTimes)];
  return {
    ms: rounded(ms),
    firstMs: rounded(first),
    bareMs: rounded(bareMs),
    ratio: rounded(ms / bareMs, 2),
    folders: FOLDERS,
  };
});

/** How long it takes, on a base that has moved since the last time. */
async function timeOf(
  context: BenchmarkContext,
  { publish }: Publisher,
  repository: BenchRepository,
  name: string,
): Promise<number> {
  context.signal.throwIfAborted();
  await repository.moveBase();
  count += 1;
  const branch = `update-${name}-${count}`;
  const start = performance.now();
  await publish({ index: (count * 397) % FOLDERS, branch });
  const time = performance.now() - start;
  // Fails where it is not there.
  await repository.head(`refs/heads/${branch}`);
  return time;
}
