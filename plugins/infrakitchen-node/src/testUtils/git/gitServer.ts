import { spawn } from 'node:child_process';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';

/** A request for git's own server. @public */
export interface GitHttpRequest {
  method: string;
  /** Below the root, such as `/acme/network.git/info/refs`. */
  path: string;
  /** Without the question mark. */
  query: string;
  headers: IncomingHttpHeaders;
  body: Buffer | Readable;
}

/** What git's own server answers. @public */
export interface GitHttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * Asks `git http-backend` for the repositories below a folder.
 *
 * @param options - `old` speaks the first protocol, which hands out only tags
 * and branches.
 * @public
 */
export async function askGitHttpBackend(
  root: string,
  request: GitHttpRequest,
  options: { old?: boolean; user?: string } = {},
): Promise<GitHttpAnswer> {
  const { headers, body } = request;
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      // As hosts do: what clients leave out is not sent.
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'uploadpack.allowFilter',
      GIT_CONFIG_VALUE_0: 'true',
      PATH_INFO: request.path,
      QUERY_STRING: request.query,
      REQUEST_METHOD: request.method,
      ...(options.user !== undefined && { REMOTE_USER: options.user }),
      CONTENT_TYPE: headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
      GIT_PROTOCOL: options.old ? '' : String(headers['git-protocol'] ?? ''),
    },
  });
  // A backend that refuses early closes its input.
  backend.stdin.on('error', () => {});
  if (Buffer.isBuffer(body)) {
    backend.stdin.end(body);
  } else {
    body.pipe(backend.stdin);
  }
  const chunks: Buffer[] = [];
  backend.stdout.on('data', chunk => chunks.push(chunk));
  await new Promise((resolve, reject) => {
    backend.on('error', reject);
    backend.on('close', resolve);
  });
  return parseCgi(Buffer.concat(chunks));
}

/**
 * Serves repositories below a folder over http, by git's own server. An old
 * host speaks the first protocol, which hands out only tags and branches; a
 * private one wants an `Authorization` header. Who sends `pushAuthorization`
 * may push; everybody where it is `anyone`.
 *
 * @public
 */
export async function serveRepositories(
  root: string,
  options: {
    old?: boolean;
    authorization?: string;
    pushAuthorization?: string;
    /** Answers with a status in place of git. */
    fail?: (request: IncomingMessage) => number | undefined;
    /** Lets git do it, and breaks the connection before the answer. */
    loseAnswer?: (request: IncomingMessage) => boolean;
  } = {},
): Promise<{
  /** `127.0.0.1:port`. */
  host: string;
  /** The `Authorization` header of each request. */
  authorizations: (string | undefined)[];
  /** What was asked for, and how much was answered. */
  answers: { method: string; path: string; bytes: number }[];
  close(): Promise<void>;
}> {
  const authorizations: (string | undefined)[] = [];
  const answers: { method: string; path: string; bytes: number }[] = [];
  const { pushAuthorization } = options;
  const server = createServer(async (request, response) => {
    const { authorization } = request.headers;
    authorizations.push(authorization);
    if (options.authorization && options.authorization !== authorization) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' });
      response.end(`You sent ${authorization}`);
      return;
    }
    const failure = options.fail?.(request);
    if (failure !== undefined) {
      response.writeHead(failure);
      response.end();
      return;
    }
    const mayPush =
      pushAuthorization === 'anyone' ||
      (pushAuthorization !== undefined && pushAuthorization === authorization);
    const { status, headers, body } = await askGitHttpBackend(
      root,
      gitRequestOf(request),
      { old: options.old, user: mayPush ? 'developer' : undefined },
    );
    if (options.loseAnswer?.(request)) {
      request.socket.destroy();
      return;
    }
    answers.push({
      method: request.method ?? '',
      path: request.url ?? '',
      bytes: body.length,
    });
    response.writeHead(status, headers);
    response.end(body);
  });
  return {
    host: await listen(server),
    authorizations,
    answers,
    close: () => close(server),
  };
}

/** Listens on a free port of 127.0.0.1. @public */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Stops listening, and drops who is connected. @public */
export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise(resolve => {
    server.close(resolve);
  });
}

function gitRequestOf(request: IncomingMessage): GitHttpRequest {
  const url = new URL(request.url ?? '/', 'http://localhost');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.search.slice(1),
    headers: request.headers,
    body: request,
  };
}

function parseCgi(output: Buffer): GitHttpAnswer {
  const end = output.indexOf('\r\n\r\n');
  const headers: Record<string, string> = {};
  let status = 200;
  for (const line of output.subarray(0, end).toString().split('\r\n')) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === 'status') {
      status = parseInt(value, 10);
    } else {
      headers[name] = value;
    }
  }
  return { status, headers, body: output.subarray(end + 4) };
}
