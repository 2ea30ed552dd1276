import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import type { Knex } from 'knex';
import { mockCredentials } from '@backstage/backend-test-utils';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { InfrakitchenClient } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { World } from '../../__testUtils__/startPortal';
import { until } from './until';

const packageRoot = resolvePackagePath(
  '@infrakitchen/backstage-plugin-infrakitchen-backend',
);

/** The backend as an operating system process of its own. */
export interface BackendProcess {
  pid: number;
  port: number;
  baseUrl: string;
  client: InfrakitchenClient;
  /** Asks for anything, as `user:default/dev`; so does the client. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The same as somebody else. */
  fetchAs(user: string, path: string, init?: RequestInit): Promise<Response>;
  /** What `user:default/dev` was notified of, as the portal's inbox reads it. */
  notifications(): Promise<string>;
  /** Everything that it and its predecessors in this world have printed. */
  output(): string;
  /** The text of every answer to a request made here. */
  answers: string[];
  /** As `kill -9` does. */
  kill(): Promise<void>;
  /** As an operator does. */
  stop(): Promise<void>;
}

/** The `backend.database` of a new SQLite file in a world. */
export function sqliteIn(directory: string): object {
  return { client: 'better-sqlite3', connection: { directory } };
}

/** The `backend.database` for the database of a client. */
export function postgresOf(knex: Knex): object {
  const { host, port, user, password, database } =
    knex.client.config.connection;
  return {
    client: 'pg',
    connection: { host, port: Number(port), user, password, database },
    pluginDivisionMode: 'schema',
  };
}

/** Starts the backend with the real engine and waits until it answers. */
export async function startBackendProcess(options: {
  world: Pick<World, 'directory' | 'config'>;
  database: object;
  /** That of a predecessor, whose engines have it as their state server. */
  port?: number;
  logLevel?: 'debug';
  /** The heap beyond which it dies. */
  heapMegabytes?: number;
  /** Variables of its environment, besides those of this process. */
  env?: Record<string, string>;
  /** Takes those of GitHub, at `/api/events/http/github`. */
  webhooks?: boolean;
}): Promise<BackendProcess> {
  const { world } = options;
  const port = options.port ?? (await freePort());
  const config = path.join(world.directory, `app-config.${port}.yaml`);
  const log = path.join(world.directory, 'backend.log');
  await writeFile(config, JSON.stringify(configOf(options, port)));
  const file = openSync(log, 'a');
  const child = spawn(
    process.execPath,
    [
      '--require',
      '@backstage/cli/config/nodeTransform.cjs',
      path.join(__dirname, 'backendEntry.ts'),
      '--config',
      config,
      ...(options.webhooks ? ['--webhooks'] : []),
    ],
    {
      cwd: packageRoot,
      env: {
        ...process.env,
        ...options.env,
        NODE_ENV: 'development',
        NODE_OPTIONS: options.heapMegabytes
          ? `--max-old-space-size=${options.heapMegabytes}`
          : '',
        LOG_LEVEL: options.logLevel ?? 'info',
      },
      stdio: ['ignore', file, file, 'ipc'],
    },
  );
  closeSync(file);
  const baseUrl = `http://localhost:${port}/api/infrakitchen`;
  const answers: string[] = [];
  const sendAs =
    (authorization: string) =>
    async (input: RequestInfo | URL, init?: RequestInit) => {
      const request = new Request(input, init);
      request.headers.set('Authorization', authorization);
      const response = await fetch(request);
      answers.push(await response.clone().text());
      return response;
    };
  const userHeader = (user: string) =>
    mockCredentials.user.header(`user:default/${user}`);
  const send = sendAs(userHeader('dev'));
  const output = () => readFileSync(log, 'utf8');
  try {
    await until('the backend to answer', async () => {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`The backend has ended:\n${output().slice(-4_000)}`);
      }
      const answer = await send(`${baseUrl}/templates?limit=1`).catch(
        () => undefined,
      );
      return answer?.ok;
    });
  } catch (error) {
    await end(child, 'SIGKILL');
    throw error;
  }
  return {
    pid: child.pid!,
    port,
    baseUrl,
    client: new InfrakitchenClient({
      discoveryApi: { getBaseUrl: async () => baseUrl },
      fetchApi: { fetch: send },
    }),
    fetch: (route, init) => send(`${baseUrl}${route}`, init),
    fetchAs: (user, route, init) =>
      sendAs(userHeader(user))(`${baseUrl}${route}`, init),
    notifications: async () => {
      const inbox = `http://localhost:${port}/api/notifications?limit=1000`;
      const response = await fetch(inbox, {
        headers: { Authorization: userHeader('dev') },
      });
      expect(response.status).toBe(200);
      return response.text();
    },
    output,
    answers,
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  };
}

function configOf(
  options: { world: Pick<World, 'config'>; database: object },
  port: number,
): object {
  return {
    // Links of notifications lead there.
    app: { baseUrl: `http://localhost:${port}` },
    backend: {
      baseUrl: `http://localhost:${port}`,
      listen: { host: 'localhost', port },
      database: options.database,
      auth: {
        // Without a second service there is nobody to sign tokens with.
        dangerouslyDisableDefaultAuthPolicy: true,
      },
    },
    ...options.world.config,
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
