import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import express from 'express';
import { createAdminRouter } from './adminRouter';
import { errorHandler } from './errorHandler';
import { FaultBook } from './faults';
import { createObjectRouter } from './objectRouter';
import { ObjectService } from './ObjectService';
import { PendingRequests } from './requests';
import { ObjectStore } from './store';

/**
 * How to start a demo cloud.
 *
 * @public
 */
export interface DemoCloudOptions {
  /** 0, the default, picks a free port. */
  port?: number;
  /** The address to listen on; by default only this machine can reach it. */
  host?: string;
  /** Where to keep the objects over a restart; by default nowhere. */
  dataFile?: string;
}

/**
 * A running demo cloud.
 *
 * @public
 */
export interface DemoCloud {
  url: string;
  port: number;
  stop(): Promise<void>;
}

/**
 * Starts a demo cloud.
 *
 * @public
 */
export async function startDemoCloud(
  options: DemoCloudOptions = {},
): Promise<DemoCloud> {
  const { port = 0, host = '127.0.0.1', dataFile } = options;
  const requests = new PendingRequests();
  const server = createServer(
    createApp({ store: new ObjectStore(dataFile), requests }),
  );
  await listen(server, port, host);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    stop: () => close(server, requests),
  };
}

function createApp(options: {
  store: ObjectStore;
  requests: PendingRequests;
}): express.Express {
  const { store, requests } = options;
  const objects = new ObjectService(store);
  const faults = new FaultBook();
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '1mb' }));
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.use('/v1', createObjectRouter({ objects, faults, requests }));
  app.use('/admin', createAdminRouter({ store, objects, faults }));
  app.use(errorHandler);
  return app;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

function close(server: Server, requests: PendingRequests): Promise<void> {
  requests.cancelAll();
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
