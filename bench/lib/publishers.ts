import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { LOCALHOST_CERTIFICATE } from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import type { BenchmarkContext } from './benchmark';
import { sqliteDatabase } from './databases';
import { openPortal } from './portal';
import { generatedFiles, type BenchRepository } from './repository';
import { openWorld, withForge } from './world';

/** How long it took to bring a change from a request to the repository. */
export interface Published {
  ms: number;
  /** Of them, from the claim of the run until its plan is there. */
  planMs: number;
}

/** Brings a change to the repository. */
export type Publish = (index: number) => Promise<Published>;

/** A whole portal with the real engine; ends with the open pull request. */
export async function createPortalPublisher(
  context: BenchmarkContext,
  repository: BenchRepository,
): Promise<Publish> {
  const { forge, account } = repository;
  const world = withForge(await openWorld(context), forge);
  const certificate = path.join(world.directory, 'forge.pem');
  await writeFile(certificate, LOCALHOST_CERTIFICATE);
  const portal = await openPortal(context, {
    world,
    database: sqliteDatabase(world.directory),
    env: { NODE_EXTRA_CA_CERTS: certificate },
  });
  const { client } = portal;
  const integration = await client.createConnection('integration', {
    name: 'forge',
    provider: 'github',
    config: { host: forge.host, authentication: 'token', token: account.token },
  });
  const workspace = await client.createWorkspace({
    integrationId: integration.id,
    repositoryId: String(repository.repository.id),
  });
  return async index => {
    const network = await portal.createNetwork(`network-${index}`, {
      workspaceId: workspace.id,
    });
    const opened = new Promise<void>((resolve, reject) => {
      context.signal.addEventListener('abort', reject);
      forge.observe = ({ method, url }, { status }) => {
        if (method === 'POST' && url.pathname.endsWith('/pulls')) {
          if (status === 201) {
            resolve();
          } else {
            reject(new Error(`The forge answered with ${status}`));
          }
        }
      };
    });
    const start = performance.now();
    const { run } = await client.actOnResource(network.id, 'provision');
    await opened;
    const ms = performance.now() - start;
    return { ms, planMs: planMsOf(await client.getRun(run!.id)) };
  };
}

/** From the claim of the run until its plan waits for the pull request. */
function planMsOf({ transitions }: RunDetail): number {
  const at = (state: string) =>
    new Date(transitions.find(({ to }) => to === state)!.at).getTime();
  return at('awaiting_approval') - at('preparing');
}

/** What somebody would run who has no portal. */
const script = `
set -e
git clone --quiet -- "$URL" "$CHECKOUT"
mkdir -p "$CHECKOUT/$FOLDER"
cp -r "$FILES/." "$CHECKOUT/$FOLDER/"
cd "$CHECKOUT"
git checkout --quiet -b "$BRANCH"
git add --all
git commit --quiet --message "Provision"
git push --quiet origin "$BRANCH"
`;

/** Git without the portal: clone, commit, push. */
export async function createBarePublisher(
  context: BenchmarkContext,
  repository: BenchRepository,
): Promise<Publish> {
  const temporary = await mkdtemp(path.join(tmpdir(), 'infrakitchen-bench-'));
  context.defer(() => rm(temporary, { recursive: true, force: true }));
  return async index => {
    const files = path.join(temporary, `files-${index}`);
    const checkout = path.join(temporary, `checkout-${index}`);
    await mkdir(files);
    for (const [name, content] of Object.entries(
      generatedFiles(`resource ${index}`),
    )) {
      await writeFile(path.join(files, name), content);
    }
    const start = performance.now();
    await promisify(execFile)('sh', ['-c', script], {
      env: {
        PATH: process.env.PATH,
        HOME: temporary,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'Developer',
        GIT_AUTHOR_EMAIL: 'developer@example.com',
        GIT_COMMITTER_NAME: 'Developer',
        GIT_COMMITTER_EMAIL: 'developer@example.com',
        URL: repository.url,
        FOLDER: `network/network-${index}`,
        CHECKOUT: checkout,
        FILES: files,
        BRANCH: `bare-${index}`,
      },
    });
    const ms = performance.now() - start;
    await rm(checkout, { recursive: true });
    return { ms, planMs: 0 };
  };
}
