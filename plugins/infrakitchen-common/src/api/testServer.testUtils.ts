import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { InfrakitchenClient } from './client';

/** What the server was asked. */
export interface SeenRequest {
  method: string;
  path: string;
  query: [string, string][];
  headers: IncomingMessage['headers'];
  body: string;
}

// The set-up refuses network requests of a fetch that nothing has wrapped.
const blocked = globalThis.fetch;
globalThis.fetch = (...args) => blocked(...args);

/** A local server with one answer, and a client of it. */
export async function startTestServer() {
  const seen: SeenRequest[] = [];
  let answer: (req: IncomingMessage, res: ServerResponse) => void = (_, res) =>
    res.end('{}');
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) {
      chunks.push(chunk);
    }
    const url = new URL(req.url!, 'http://localhost');
    seen.push({
      method: req.method!,
      path: url.pathname,
      query: [...url.searchParams],
      headers: req.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    });
    answer(req, res);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const client = new InfrakitchenClient({
    discoveryApi: {
      getBaseUrl: async pluginId => `http://127.0.0.1:${port}/api/${pluginId}`,
    },
    fetchApi: { fetch },
  });
  return {
    client,
    seen,
    last: () => seen[seen.length - 1],
    respond(status: number, body?: unknown, contentType = 'application/json') {
      answer = (_, res) => {
        res.writeHead(status, { 'Content-Type': contentType });
        res.end(typeof body === 'string' ? body : JSON.stringify(body));
      };
    },
    respondWith(given: typeof answer) {
      answer = given;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    },
  };
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;
