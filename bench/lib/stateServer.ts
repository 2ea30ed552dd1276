import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BenchmarkContext } from './benchmark';

/**
 * The least that Terraform's `http` backend needs, with states in memory: what
 * somebody without the portal would wait for at best. Returns its base URL.
 */
export async function startStateServer(
  context: BenchmarkContext,
): Promise<string> {
  const states = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://state');
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    if (request.method === 'POST') {
      states.set(pathname, Buffer.concat(chunks));
    }
    const state = request.method === 'GET' ? states.get(pathname) : undefined;
    response.statusCode = request.method === 'GET' && !state ? 404 : 200;
    response.end(state);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  context.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
