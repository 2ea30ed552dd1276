import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was asked for. */
export interface StateRequest {
  method: string;
  path: string;
  body: string;
}

/** A server that keeps states by the engine's http protocol, with a password. */
export async function startStateServer(options: {
  username: string;
  password: string;
  /** Comes before each answer; while it does not settle, nothing is done. */
  before?: (request: StateRequest) => Promise<void>;
  /** Comes between doing what is asked and saying so. */
  after?: (request: StateRequest) => Promise<void>;
}) {
  const states = new Map<string, string>();
  const locks = new Map<string, string>();
  /** What was asked for, as `METHOD /path`. */
  const requests: string[] = [];
  /** Passwords by user. */
  const users = new Map([[options.username, options.password]]);
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) {
      body += chunk;
    }
    const { pathname, searchParams } = new URL(request.url!, 'http://state');
    requests.push(`${request.method} ${pathname}`);
    const asked = { method: request.method!, path: pathname, body };
    await options.before?.(asked);
    const answer = async (status: number, text = '') => {
      await options.after?.(asked);
      response.writeHead(status);
      response.end(text);
    };
    if (!isKnown(users, request.headers.authorization)) {
      await answer(401);
      return;
    }
    const held = locks.get(pathname);
    switch (request.method) {
      case 'LOCK':
        if (held && held !== body) {
          await answer(423, held);
          return;
        }
        locks.set(pathname, body);
        await answer(200);
        return;
      case 'UNLOCK':
        locks.delete(pathname);
        await answer(200);
        return;
      case 'POST': {
        const id = searchParams.get('ID');
        if (held && id && JSON.parse(held).ID !== id) {
          await answer(423, held);
          return;
        }
        states.set(pathname, body);
        await answer(200);
        return;
      }
      case 'DELETE':
        await answer(states.delete(pathname) ? 200 : 404);
        return;
      default:
        await answer(states.has(pathname) ? 200 : 404, states.get(pathname));
    }
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}`,
    states,
    locks,
    requests,
    users,
    async stop() {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}

function isKnown(users: Map<string, string>, authorization = ''): boolean {
  const pair = Buffer.from(authorization.replace(/^Basic /, ''), 'base64');
  const [, user, password] = /^([^:]*):([^]*)$/.exec(pair.toString()) ?? [];
  return user !== undefined && users.get(user) === password;
}

export type StateServer = Awaited<ReturnType<typeof startStateServer>>;
