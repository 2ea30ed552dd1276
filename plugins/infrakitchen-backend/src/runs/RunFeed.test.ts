import type {
  LogLine,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { deferred } from '../__testUtils__/until';
import { RunFeed, type FeedEvent, type FeedSource } from './RunFeed';

/** A run that a test drives. */
function fakeRun() {
  const lines: LogLine[] = [];
  let state = 'planning';
  let over = false;
  let asked = deferred();
  const source: FeedSource = {
    lines: async ({ after, limit }) =>
      lines.filter(line => line.seq > after).slice(0, limit),
    run: async () => {
      const answer = { run: { id: 'r', state } as RunDetail, over };
      asked.resolve();
      return answer;
    },
  };
  return {
    source,
    /** Until a watcher has looked once more. */
    looked: async () => {
      await asked.promise;
      asked = deferred();
    },
    write(...messages: string[]) {
      for (const message of messages) {
        lines.push({
          seq: lines.length + 1,
          at: '2026',
          phase: 'plan',
          level: 'info',
          message,
        });
      }
    },
    move(to: string, isOver = false) {
      state = to;
      over = isOver;
    },
  };
}

const watch = (
  feed: RunFeed,
  source: FeedSource,
  options: { after?: number; signal?: AbortSignal } = {},
) =>
  feed.watch({
    runId: 'r',
    after: options.after ?? 0,
    source,
    signal: options.signal ?? new AbortController().signal,
  });

const short = (event: FeedEvent) => {
  switch (event.type) {
    case 'log':
      return event.lines.map(line => line.message).join(' ');
    case 'run':
      return event.run.state;
    default:
      return event.type;
  }
};

async function collect(events: AsyncGenerator<FeedEvent>): Promise<string[]> {
  const result: string[] = [];
  for await (const event of events) {
    result.push(short(event));
  }
  return result;
}

const next = async (events: AsyncGenerator<FeedEvent>) => {
  const { value, done } = await events.next();
  return done ? undefined : short(value);
};

it('tells what there is, and the end', async () => {
  const run = fakeRun();
  run.write('a', 'b');
  run.move('succeeded', true);
  const feed = new RunFeed();
  expect(await collect(watch(feed, run.source))).toEqual([
    'a b',
    'succeeded',
    'end',
  ]);
  expect(await collect(watch(feed, run.source, { after: 1 }))).toEqual([
    'b',
    'succeeded',
    'end',
  ]);
});

it('waits for more, and tells the run only when it changed', async () => {
  const run = fakeRun();
  run.write('a');
  const feed = new RunFeed();
  const events = watch(feed, run.source);
  expect(await next(events)).toBe('a');
  expect(await next(events)).toBe('planning');
  const waiting = next(events);
  run.write('b');
  feed.wake('r');
  expect(await waiting).toBe('b');
  run.move('planned');
  feed.wake('r');
  expect(await next(events)).toBe('planned');
  run.write('c');
  run.move('succeeded', true);
  feed.wake('r');
  expect(await collect(events)).toEqual(['c', 'succeeded', 'end']);
});

it('loses no line that is written while it looks', async () => {
  const run = fakeRun();
  const feed = new RunFeed();
  const { source } = run;
  let raced = false;
  const events = watch(feed, {
    ...source,
    run: async id => {
      const answer = await source.run(id);
      if (!raced) {
        raced = true;
        // After the run was read, and before the wake-up is waited for.
        run.write('late');
        run.move('succeeded', true);
        feed.wake('r');
      }
      return answer;
    },
  });
  expect(await collect(events)).toEqual([
    'late',
    'planning',
    'succeeded',
    'end',
  ]);
});

it('tells every watcher everything, from where each begins', async () => {
  const run = fakeRun();
  run.write('a', 'b');
  const feed = new RunFeed();
  const watchers = [0, 1, 2].map(after =>
    collect(watch(feed, run.source, { after })),
  );
  await run.looked();
  run.write('c');
  run.move('succeeded', true);
  feed.wake('r');
  const results = await Promise.all(watchers);
  expect(
    results.map(result => result.join(' ').replace('planning ', '')),
  ).toEqual(['a b c succeeded end', 'b c succeeded end', 'c succeeded end']);
});

it('reads long logs in parts', async () => {
  const run = fakeRun();
  run.write(...Array.from({ length: 2_500 }, (_, i) => `${i}`));
  run.move('failed', true);
  const asked: number[] = [];
  const { source } = run;
  const events = watch(new RunFeed(), {
    ...source,
    lines: options => {
      asked.push(options.after);
      return source.lines(options);
    },
  });
  const parts = await collect(events);
  expect(parts.slice(0, -2).join(' ').split(' ')).toHaveLength(2_500);
  expect(asked).toEqual([0, 1_000, 2_000, 2_500]);
});

it('sees what another replica wrote without being woken', async () => {
  const run = fakeRun();
  const events = watch(new RunFeed(), run.source);
  expect(await next(events)).toBe('planning');
  const waiting = next(events);
  run.write('from afar');
  expect(await waiting).toBe('from afar');
  await events.return(undefined);
});

it('ends when nobody listens any more', async () => {
  const run = fakeRun();
  const feed = new RunFeed();
  const abort = new AbortController();
  const events = collect(watch(feed, run.source, { signal: abort.signal }));
  const other = watch(feed, run.source);
  expect(await next(other)).toBe('planning');
  abort.abort();
  expect(await events).toEqual(['planning']);
  // The others go on.
  const waiting = next(other);
  run.write('still here');
  feed.wake('r');
  expect(await waiting).toBe('still here');
  await other.return(undefined);
  const gone = new AbortController();
  gone.abort();
  expect(
    await collect(watch(feed, run.source, { signal: gone.signal })),
  ).toEqual([]);
});

it('passes on that the run cannot be read', async () => {
  const run = fakeRun();
  const events = watch(new RunFeed(), {
    ...run.source,
    run: async () => {
      throw new Error('no more');
    },
  });
  await expect(events.next()).rejects.toThrow('no more');
});

it('has nothing to wake where nobody watches', () => {
  expect(() => new RunFeed().wake('nobody')).not.toThrow();
});
