import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import path from 'node:path';
import type { JsonObject } from '@backstage/types';
import { startStateServer } from '../../__testUtils__/stateServer';
import type { Given } from '../../connections/__testUtils__/life';
import {
  wordOf,
  type VendorSide,
} from '../../connections/__testUtils__/VendorSide';
import {
  startAwsSide,
  startAzureSide,
  startGcpSide,
} from '../../integrations/__testUtils__/clouds';
// Stand-ins are for tests alone, so the packages do not export them.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import {
  ACCOUNT,
  ACCOUNT_HOST,
  startAzurite,
} from '../../../../infrakitchen-backend-module-azure/src/__testUtils__/startAzurite';
/* eslint-enable @backstage/no-relative-monorepo-imports */

/** Where states of one provider are kept, run on this machine. */
export interface StorageSide {
  provider: string;
  /** Whose integrations it is reached with; none where it has its own password. */
  vendor?: VendorSide;
  /** What it needs where there is no vendor. */
  hosts: string[];
  config(who: string): JsonObject;
  /** Where it has its own password: one that is refused, and what is said. */
  wrong?: { config(): JsonObject; told: RegExp };
  given(who: string, run: { id: string }, phase: 'plan' | 'apply'): Given;
  always: Given;
  computed?: string[];
  secretsOf(who: string): string[];
  /** A state as the other side keeps it, and the locks that are held there. */
  read(key: string): Promise<string | undefined>;
  locks(): string[];
  engineEnv?: Record<string, string>;
  stop(): Promise<void>;
}

export async function startHttpServer(): Promise<StorageSide> {
  const server = await startStateServer({ username: 'x', password: 'x' });
  const passwordOf = (who: string) => `${wordOf('http', who)} "ü"`;
  const side: StorageSide = {
    provider: 'http',
    hosts: [server.host],
    config(who) {
      server.users.set(who, passwordOf(who));
      return { address: server.url, username: who, password: passwordOf(who) };
    },
    wrong: {
      config: () => ({
        ...side.config('known'),
        password: passwordOf('wrong'),
      }),
      told: /401/,
    },
    given: who => ({
      TF_HTTP_USERNAME: who,
      TF_HTTP_PASSWORD: passwordOf(who),
    }),
    always: {},
    secretsOf: who => [passwordOf(who)],
    read: async key => server.states.get(`/${key}`),
    locks: () => [...server.locks.keys()],
    stop: () => server.stop(),
  };
  return side;
}

export async function startS3(): Promise<StorageSide> {
  const vendor = await startAwsSide();
  const { s3, url } = vendor.standIn;
  s3.buckets.set('states', { versioning: 'Enabled' });
  const names = {
    AWS_ACCESS_KEY_ID: 'aws-state-credentials#aws_access_key_id',
    AWS_SECRET_ACCESS_KEY: 'aws-state-credentials#aws_secret_access_key',
    AWS_SESSION_TOKEN: 'aws-state-credentials#aws_session_token',
  };
  return {
    provider: 's3',
    vendor,
    hosts: [],
    config: () => ({
      ...{ bucket: 'states', region: 'eu-central-1', prefix: 'portal' },
      ...{ endpoint: url, pathStyle: true },
    }),
    given(who, run, phase) {
      const keys = vendor.given(who, run, phase);
      return Object.fromEntries(
        Object.entries(names).map(([name, entry]) => [entry, keys[name]]),
      );
    },
    always: {},
    secretsOf: vendor.secretsOf,
    read: async key => s3.objects.get(`states/portal/${key}`)?.body.toString(),
    locks: () => [...s3.objects.keys()].filter(key => key.endsWith('.tflock')),
    stop: vendor.stop,
  };
}

export async function startGcs(): Promise<StorageSide> {
  const vendor = await startGcpSide();
  const { buckets, objects } = vendor.standIn.storage;
  buckets.set('states', { versioning: { enabled: true } });
  return {
    provider: 'gcs',
    vendor,
    hosts: [],
    config: () => ({ bucket: 'states', prefix: 'portal' }),
    given: (who, run, phase) =>
      Object.fromEntries(
        Object.entries(vendor.given(who, run, phase)).map(([name, value]) => [
          name.replace('gcp-credentials', 'gcp-state-credentials'),
          value,
        ]),
      ),
    always: { GOOGLE_BACKEND_CREDENTIALS: 'gcp-state-credentials.json' },
    secretsOf: vendor.secretsOf,
    read: async key =>
      objects.get(`states/portal/${key}/default.tfstate`)?.body.toString(),
    locks: () => [...objects.keys()].filter(key => key.endsWith('.tflock')),
    stop: vendor.stop,
  };
}

/** @param directory - for the certificate that the engine has to trust. */
export async function startAzureBlobs(directory: string): Promise<StorageSide> {
  const azurite = await startAzurite();
  const vendor = await startAzureSide({
    blobs: { endpoint: azurite.endpoint, tls: azurite.tls },
  });
  await azurite.owner.createContainer('states');
  const container = azurite.owner.getContainerClient('states');
  const proxy = await startTunnel({ [`${ACCOUNT_HOST}:443`]: azurite.host });
  const certificate = path.join(directory, 'azurite.pem');
  await writeFile(certificate, azurite.tls.cert);
  return {
    provider: 'azure-blob',
    vendor,
    hosts: [],
    config: () => ({
      ...{ storageAccount: ACCOUNT, container: 'states', prefix: 'portal' },
    }),
    // The signature is made with a key of the application that it names.
    given: (who, _run, phase) => ({
      'ARM_SAS_TOKEN#skoid': vendor.clientIdOf(who, phase),
      'ARM_SAS_TOKEN#sr': 'c',
    }),
    always: {},
    computed: ['ARM_SAS_TOKEN'],
    secretsOf: vendor.secretsOf,
    async read(key) {
      const blob = container.getBlobClient(`portal/${key}`);
      return (await blob.exists())
        ? (await blob.downloadToBuffer()).toString()
        : undefined;
    },
    locks: () => [],
    engineEnv: { HTTPS_PROXY: proxy.url, SSL_CERT_FILE: certificate },
    async stop() {
      await proxy.stop();
      await vendor.stop();
      await azurite.stop();
    },
  };
}

/** A proxy that only leads to hosts on this machine, in place of others. */
async function startTunnel(targets: Record<string, string>) {
  const server = http.createServer((_, response) => {
    response.writeHead(405).end();
  });
  server.on('connect', (request, socket) => {
    const [host, port] = (targets[request.url ?? ''] ?? '').split(':');
    if (!port) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>(done => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
