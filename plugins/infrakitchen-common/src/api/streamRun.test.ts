/** @jest-environment node */
import type { ServerResponse } from 'node:http';
import type { InfrakitchenClient } from './client';
import type { RunStreamEvent } from './clients/RunsClient';
import { startTestServer, type TestServer } from './testServer.testUtils';

let server: TestServer;
let client: InfrakitchenClient;

beforeAll(async () => {
  server = await startTestServer();
  client = server.client;
});
afterAll(() => server.stop());

const line = (seq: number, message: string) => ({
  seq,
  at: '2026-11-23T00:00:00.000Z',
  phase: 'plan',
  level: 'info',
  message,
});
const frame = (type: string, data: unknown) =>
  `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;

const events: RunStreamEvent[] = [
  { type: 'log', lines: [line(1, 'a\n\nb: ü 😀'), line(2, 'data: x')] as any },
  { type: 'run', run: { id: 'r', state: 'planning' } as any },
  { type: 'log', lines: [line(3, 'event: end')] as any },
];
const text = [
  ': \n\n',
  frame('log', (events[0] as any).lines),
  frame('run', (events[1] as any).run),
  ': keep alive\n\n',
  frame('unheard-of', { some: 'thing' }),
  frame('log', (events[2] as any).lines),
  frame('end', {}),
  frame('log', [line(4, 'after the end')]),
].join('');

/** Sends pieces as separate chunks. */
function sending(pieces: Buffer[], after?: (res: ServerResponse) => void) {
  return async (_: unknown, res: ServerResponse) => {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' });
    res.flushHeaders();
    for (const piece of pieces) {
      await new Promise(resolve => {
        res.write(piece, resolve);
      });
      await new Promise(resolve => {
        setImmediate(resolve);
      });
    }
    (after ?? (() => res.end()))(res);
  };
}

async function collect(
  stream: AsyncGenerator<RunStreamEvent>,
): Promise<RunStreamEvent[]> {
  const result: RunStreamEvent[] = [];
  for await (const event of stream) {
    result.push(event);
  }
  return result;
}

it('yields log and run events until the end', async () => {
  server.respondWith(sending([Buffer.from(text)]));
  expect(
    await collect(client.streamRun('a/b', { after: 12, token: 'abc' })),
  ).toEqual(events);
  expect(server.last()).toMatchObject({
    path: '/api/infrakitchen/runs/a%2Fb/log',
    query: [['after', '12']],
    headers: { accept: 'text/event-stream', authorization: 'Bearer abc' },
  });
});

it('reads frames that are cut anywhere, also inside a character', async () => {
  const bytes = Buffer.from(text);
  for (const size of [1, 2, 3, 7, 64]) {
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      pieces.push(bytes.subarray(at, at + size));
    }
    server.respondWith(sending(pieces));
    expect(await collect(client.streamRun('r'))).toEqual(events);
  }
});

it('ends with the connection, without half a frame', async () => {
  const cut = Buffer.from(text).subarray(0, text.indexOf('event: run') + 20);
  server.respondWith(sending([cut]));
  expect(await collect(client.streamRun('r'))).toEqual([events[0]]);
});

it('closes the connection when the caller stops reading', async () => {
  const closed = new Promise(resolve => {
    server.respondWith((req, res) => {
      req.socket.once('close', resolve);
      res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      res.write(text.slice(0, text.indexOf('event: unheard-of')));
    });
  });
  const stream = client.streamRun('r');
  expect(await stream.next()).toEqual({ done: false, value: events[0] });
  await stream.return(undefined);
  await closed;
});

it('fails when it is aborted', async () => {
  server.respondWith(sending([Buffer.from(frame('run', {}))], () => undefined));
  const abort = new AbortController();
  const stream = client.streamRun('r', { signal: abort.signal });
  await stream.next();
  const next = stream.next();
  abort.abort();
  await expect(next).rejects.toMatchObject({ name: 'AbortError' });
});

it('fails when the connection breaks', async () => {
  server.respondWith(
    sending([Buffer.from(frame('run', {}))], res => res.destroy()),
  );
  const stream = client.streamRun('r');
  await stream.next();
  await expect(stream.next()).rejects.toThrow();
});
