import { once } from 'node:events';
import type { Response, Router } from 'express';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { parseListQuery, type AccessService } from '../access';
import type { ApprovalService } from '../approvals';
import type { FeedEvent } from './RunFeed';
import type { RunService } from './RunService';

const KEEP_ALIVE_MS = 15_000;

/** Registers the routes of runs; requests are validated before. */
export function registerRunRoutes(
  router: Router,
  options: {
    runs: RunService;
    approvals: ApprovalService;
    access: AccessService;
  },
): void {
  const { runs, approvals, access } = options;

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
      action: 'approve' | 'reject' | 'cancel' | 'retry' | 'resolve';
    };
    if (action === 'approve' || action === 'reject') {
      const { digest, reason } = req.body ?? {};
      const { pullRequest, ...run } = await approvals[action](id, {
        ...{ credentials, digest, reason },
      });
      res.status(202).json({ run, pullRequest });
      return;
    }
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
    if (res.closed) {
      // While it was asked whether they may: nobody will tell of it again.
      return;
    }
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
      const events = runs.follow(query, {
        credentials: query.credentials,
        signal: closed.signal,
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
async function drained(res: Response, signal: AbortSignal): Promise<void> {
  await once(res, 'drain', { signal }).catch(error => {
    if (!signal.aborted) {
      throw error;
    }
  });
}
