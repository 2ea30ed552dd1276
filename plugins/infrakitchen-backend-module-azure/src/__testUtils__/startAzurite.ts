import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  BlobServiceClient,
  newPipeline,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { makeCertificate } from './certificate';

export const ACCOUNT = 'devstoreaccount1';
/** Where the account is in Azure, which is all that an engine calls. */
export const ACCOUNT_HOST = `${ACCOUNT}.blob.core.windows.net`;
/** Azurite's own, which is the same everywhere. */
const ACCOUNT_KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/**
 * Starts Azurite, Microsoft's own server for the API of Blob Storage, with TLS
 * and tokens. It reads tokens and checks whom they are for and until when, but
 * not their signatures.
 */
export async function startAzurite() {
  const folder = await mkdtemp(join(tmpdir(), 'infrakitchen-azurite-'));
  const tls = makeCertificate([ACCOUNT_HOST]);
  await writeFile(join(folder, 'cert.pem'), tls.cert);
  await writeFile(join(folder, 'key.pem'), tls.key);
  const main = require.resolve('azurite/dist/src/blob/main.js');
  const options = {
    blobHost: '127.0.0.1',
    blobPort: '0',
    cert: join(folder, 'cert.pem'),
    key: join(folder, 'key.pem'),
    oauth: 'basic',
  };
  const server = spawn(
    process.execPath,
    [
      main,
      ...Object.entries(options).flatMap(([name, value]) => [
        `--${name}`,
        value,
      ]),
      ...['--inMemoryPersistence', '--silent', '--disableTelemetry'],
      '--skipApiVersionCheck',
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise(done => server.once('exit', done));
  const origin = await listening(server.stdout);
  const url = `${origin}/${ACCOUNT}`;
  return {
    tls,
    host: new URL(origin).host,
    /** As the endpoint of blobs is given. */
    endpoint: `${origin}/{account}`,
    owner: ownerClient(url, tls.cert),
    async stop() {
      server.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listening(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const origin = /successfully listens on (https:\/\/\S+)/.exec(line)?.[1];
    if (origin) {
      output.resume();
      return origin;
    }
  }
  throw new Error('Azurite ended before it listened');
}

/** Client of the account's owner, to prepare and to look. */
function ownerClient(url: string, ca: string): BlobServiceClient {
  const agent = new https.Agent({ ca, keepAlive: false });
  const pipeline = newPipeline(
    new StorageSharedKeyCredential(ACCOUNT, ACCOUNT_KEY),
  );
  pipeline.factories.push({
    create: next => ({
      sendRequest(request) {
        request.agent = agent;
        return next.sendRequest(request);
      },
      log() {},
      shouldLog: () => false,
    }),
  });
  return new BlobServiceClient(url, pipeline);
}
