import { once } from 'node:events';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import PromiseRouter from 'express-promise-router';
import { deferred } from '../__testUtils__/until';
import type { FeedEvent } from './RunFeed';
import { registerRunRoutes } from './routes';
import type { RunService } from './RunService';

type Followed = Parameters<RunService['follow']>[1];

describe('the stream of a log', () => {
  let server: Server;
  /** Whether the caller may see the run. */
  let allowed: ReturnType<typeof deferred<void>>;
  let follow: jest.Mock<AsyncIterable<FeedEvent>, [unknown, Followed]>;
  /** Resolves when the server has heard that the client is gone. */
  let gone: ReturnType<typeof deferred<void>>;
  /** Resolves when a route has done what it does. */
  let handled: ReturnType<typeof deferred<void>>;

  beforeEach(async () => {
    allowed = deferred();
    gone = deferred();
    handled = deferred();
    follow = jest.fn();
    const app = express();
    const router = PromiseRouter();
    app.use((_, res, next) => {
      res.once('close', () => gone.resolve());
      next();
    });
    app.use(router);
    registerRunRoutes(router, {
      runs: { get: () => allowed.promise, follow } as never,
      approvals: {} as never,
      access: { credentialsOf: async () => ({}) } as never,
    });
    server = app.listen(0, 'localhost');
    await once(server, 'listening');
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  function open() {
    const { port } = server.address() as AddressInfo;
    const sent = request({
      port,
      path: '/runs/1/log',
      headers: { accept: 'text/event-stream' },
    });
    sent.on('error', () => undefined);
    sent.end();
    return sent;
  }

  it('does not begin for a reader that has left while it was asked whether they may', async () => {
    const arrived = once(server, 'request');
    const sent = open();
    await arrived;
    sent.destroy();
    await gone.promise;
    allowed.resolve();
    await new Promise(setImmediate);
    expect(follow).not.toHaveBeenCalled();
  });

  it('waits for a reader that is slow, and leaves nothing behind for it', async () => {
    const lines = Array.from({ length: 200 }, (_, seq) => ({
      seq,
      message: 'x'.repeat(1_000),
    }));
    let listeners = 0;
    follow.mockImplementation(async function* events(_, { signal }) {
      const added = jest.spyOn(signal, 'addEventListener');
      const removed = jest.spyOn(signal, 'removeEventListener');
      for (let i = 0; i < 40; i++) {
        yield { type: 'log', lines } as never;
      }
      listeners = added.mock.calls.length - removed.mock.calls.length;
      yield { type: 'end' };
      handled.resolve();
    });
    allowed.resolve();
    const [response] = await once(open(), 'response');
    let bytes = 0;
    for await (const chunk of response) {
      bytes += chunk.length;
    }
    await handled.promise;
    expect(bytes).toBeGreaterThan(40 * 200 * 1_000);
    expect(listeners).toBe(0);
  });
});
