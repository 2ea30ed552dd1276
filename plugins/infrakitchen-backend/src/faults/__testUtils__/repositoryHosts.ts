import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type {
  InfrakitchenClient,
  WorkspacePullRequest,
  Workspace,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Forge,
  LOCALHOST_CERTIFICATE,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import type { BackendProcess } from './backendProcess';
import type { FaultWorld } from './FaultWorld';
import { forgeTraces } from './forgeTraces';
import type { Trace } from './leaks';

/** Secrets that a portal and its host share. */
export interface HostSecrets {
  token: string;
  webhookSecret: string;
}

/** A host of repositories, as one vendor's users see it. */
export interface TestHost {
  startBackend(faults: FaultWorld, database: object): Promise<BackendProcess>;
  connect(client: InfrakitchenClient): Promise<Workspace>;
  /** Bodies of the comments below a pull request. */
  commentsOf(
    client: InfrakitchenClient,
    pullRequest: WorkspacePullRequest,
  ): Promise<string[]>;
  /** All that the host was told of and keeps. */
  traces(): Promise<Trace[]>;
  stop(): Promise<void>;
}

/** A repository that only git leads to: the portal keeps the pull requests. */
export async function plainGitHost({ token }: HostSecrets): Promise<TestHost> {
  const { forge, repository } = await createForge(token);
  const { host } = new URL(forge.plainUrl);
  return {
    startBackend: (faults, database) =>
      faults.startBackend({
        world: faults.with({
          integrations: { allowHosts: [host] },
          git: { allowedHosts: [host] },
        }),
        database,
        logLevel: 'debug',
      }),
    async connect(client) {
      await client.createConnection('integration', {
        provider: 'git',
        name: 'Forge',
        config: { url: forge.plainUrl, username: 'portal', password: token },
      });
      return client.createWorkspace({ url: `${forge.plainUrl}/acme/infra` });
    },
    async commentsOf(client, { id }) {
      const { items } = await client.listPullRequestComments(id);
      return items.map(({ body }) => body);
    },
    traces: () => forgeTraces(repository),
    stop: () => forge.stop(),
  };
}

/** GitHub, by its API and its webhooks. */
export async function githubHost({
  token,
  webhookSecret,
}: HostSecrets): Promise<TestHost> {
  const { forge, repository } = await createForge(token);
  return {
    async startBackend(faults, database) {
      const world = faults.with({
        integrations: { allowHosts: [forge.host] },
        git: { allowedHosts: [forge.host] },
        // So that webhooks are what tells of anything.
        workspaces: { pollInterval: { hours: 1 } },
      });
      const events = { modules: { github: { webhookSecret } } };
      const backend = await faults.startBackend({
        world: { ...world, config: { ...world.config, events } },
        database,
        logLevel: 'debug',
        env: await trustOf(path.join(faults.world.directory, 'trust')),
        webhooks: true,
      });
      forge.webhooks.targets.push({
        vendor: 'github',
        to: `http://localhost:${backend.port}/api/events/http/github`,
        secret: webhookSecret,
      });
      return backend;
    },
    async connect(client) {
      const integration = await client.createConnection('integration', {
        provider: 'github',
        name: 'Forge',
        config: { host: forge.host, authentication: 'token', token },
      });
      const { items } = await client.listIntegrationRepositories(
        integration.id,
      );
      return client.createWorkspace({
        integrationId: integration.id,
        repositoryId: items[0].id,
      });
    },
    commentsOf: async (_, { number }) =>
      repository.pullRequest(number!).comments.map(({ body }) => body),
    async traces() {
      await forge.webhooks.idle();
      expect(new Set(forge.webhooks.statuses)).toEqual(new Set([202]));
      return forgeTraces(repository);
    },
    stop: () => forge.stop(),
  };
}

async function createForge(token: string) {
  const forge = await Forge.create();
  forge.addUser('portal', 'write').token = token;
  return { forge, repository: await forge.addRepository('acme', 'infra') };
}

/** The environment of a backend that trusts the certificate of a forge. */
async function trustOf(directory: string): Promise<Record<string, string>> {
  const certificate = path.join(directory, 'localhost.pem');
  await mkdir(directory);
  await writeFile(certificate, LOCALHOST_CERTIFICATE);
  // The portal gives git an environment of its own, so a script adds to it.
  await writeFile(
    path.join(directory, 'git'),
    `#!/bin/sh
PATH=\${PATH#*:} GIT_SSL_CAINFO='${certificate}' exec git "$@"
`,
    { mode: 0o755 },
  );
  return {
    NODE_EXTRA_CA_CERTS: certificate,
    PATH: `${directory}:${process.env.PATH}`,
  };
}
