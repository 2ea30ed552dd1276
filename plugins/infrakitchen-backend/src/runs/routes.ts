import type { Response, Router } from 'express';
import {
  isTerminal,
  type LogLine,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { parseListQuery, type AccessService } from '../access';
import type { FeedEvent, RunFeed } from './RunFeed';
import type { RunService } from './RunService';

const KEEP_ALIVE_MS = 15_000;

/** Registers the routes of runs; requests are validated before. */
export function registerRunRoutes(
  router: Router,
  options: { runs: RunService; feed: RunFeed; access: AccessService },
): void {
  const { runs, feed, access } = options;

  router.get('/runs', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const query = parseListQuery(req.query);
    res.json(await runs.list(query, { credentials }));
  });

  router.get('/runs/:id', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await runs.get(req.params.id, { credentials }));
  });

  router.get('/runs/:id/plan', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    res.json(await runs.plan(req.params.id, { credentials }));
  });

  router.get('/runs/:id/log', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const query = {
      id: req.params.id,
      after: Number(req.query.after ?? 0),
      limit: Number(req.query.limit ?? 1_000),
    };
    if (req.accepts(['json', 'text/event-stream']) === 'text/event-stream') {
      await runs.get(query.id, { credentials });
      await stream(res, { ...query, credentials });
      return;
    }
    res.json(await runs.log(query, { credentials }));
  });

  router.post('/runs/:id/actions/:action', async (req, res) => {
    const credentials = await access.credentialsOf(req);
    const { id, action } = req.params as {
      id: string;
      action: 'cancel' | 'retry' | 'resolve';
    };
    const run = await runs[action](id, {
      credentials,
      reason: req.body?.reason,
      outcome: req.body?.outcome,
    });
    res.status(202).json({ run });
  });

  async function stream(
    res: Response,
    query: { id: string; after: number; credentials: BackstageCredentials },
  ): Promise<void> {
    const { credentials } = query;
    const closed = new AbortController();
    // Not that of the request, which may close once it was read.
    res.once('close', () => closed.abort());
    res.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache, no-transform',
      Connection: 'keep-alive',
      'X-Accel-Buffering': 'no',
    });
    const keepAlive = setInterval(() => res.write(': \n\n'), KEEP_ALIVE_MS);
    try {
      const events = feed.watch({
        runId: query.id,
        after: query.after,
        signal: closed.signal,
        source: {
          lines: async ({ runId, after, limit }): Promise<LogLine[]> =>
            (await runs.log({ id: runId, after, limit }, { credentials }))
              .lines,
          run: async runId => {
            const run = await runs.get(runId, { credentials });
            return { run, over: isTerminal(run.state) };
          },
        },
      });
      for await (const event of events) {
        if (!res.write(frame(event))) {
          await drained(res, closed.signal);
        }
      }
    } finally {
      clearInterval(keepAlive);
      res.end();
    }
  }
}

function frame(event: FeedEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(dataOf(event))}\n\n`;
}

function dataOf(event: FeedEvent): object {
  switch (event.type) {
    case 'log':
      return event.lines;
    case 'run':
      return event.run;
    default:
      return {};
  }
}

/** A slow reader holds its own stream up, and nothing else. */
function drained(res: Response, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    res.once('drain', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
