import { mockServices } from '@backstage/backend-test-utils';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { basicGitCredentials } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  close,
  GitFixture,
  listen,
  serveRepositories,
  temporaryDirectory,
} from './__testUtils__/gitFixtures';
import { firstOf, type GitCredentialsSource } from './GitCredentialsSource';
import { GitSources } from './GitSources';

const signIn = basicGitCredentials('x-access-token', 'canary-t0ken');

describe('signing in to git, with a real git server that checks the header', () => {
  let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
  let server: Awaited<ReturnType<typeof serveRepositories>>;
  let commitSha: string;
  let counter = 0;

  beforeAll(async () => {
    temporary = await temporaryDirectory();
    const root = join(temporary.path, 'repositories');
    const repository = await GitFixture.create(join(root, 'network'));
    commitSha = await repository.commit({ 'main.tf': '# one' });
    server = await serveRepositories(root, {
      authorization: signIn.authorization,
    });
  });

  afterAll(async () => {
    await server.close();
    await temporary.remove();
  });

  const url = () => `http://${server.host}/network/.git`;
  const logger = mockServices.logger.mock();

  function createSources(
    credentials?: GitCredentialsSource,
    allowedHosts: string[] = [server.host],
  ) {
    return new GitSources({
      workingDirectory: join(temporary.path, `work-${counter++}`),
      localRoots: [],
      timeoutMs: 20_000,
      ...{ allowedHosts, credentials, logger },
    });
  }

  it('reads a private repository with the credentials for it', async () => {
    const asked: string[] = [];
    const sources = createSources({
      async credentialsFor(repository) {
        asked.push(repository);
        return signIn;
      },
    });
    const { branches } = await sources.listRefs(url());
    expect(branches).toEqual([{ name: 'main', commitSha }]);
    const directory = join(temporary.path, 'checkout');
    await sources.checkout({ repositoryUrl: url(), commitSha, directory });
    expect(await readFile(join(directory, 'main.tf'), 'utf8')).toBe('# one');
    expect(new Set(asked)).toEqual(new Set([url()]));
  });

  it('says that the repository wants credentials where there are none', async () => {
    await expect(createSources().listRefs(url())).rejects.toMatchObject({
      code: 'repository_not_found',
      message: expect.stringContaining('add an integration for its host'),
    });
  });

  it('says that wrong credentials may not read it, and tells them nowhere', async () => {
    const wrong = basicGitCredentials('x-access-token', 'canary-wr0ng');
    const error = await createSources({ credentialsFor: async () => wrong })
      .listRefs(url())
      .catch(thrown => thrown);
    expect(error).toMatchObject({
      code: 'repository_not_found',
      message: expect.stringContaining('may not read it'),
    });
    const told = JSON.stringify([error, logger.warn.mock.calls]);
    expect(wrong.secrets.filter(secret => told.includes(secret))).toEqual([]);
  });

  it('does not take them to the host that a redirect leads to', async () => {
    const other = await serveRepositories(join(temporary.path, 'repositories'));
    const redirecting = createServer((request, response) => {
      response.writeHead(302, {
        location: `http://${other.host}${request.url}`,
      });
      response.end();
    });
    const host = await listen(redirecting);
    try {
      const sources = createSources({ credentialsFor: async () => signIn }, [
        host,
        other.host,
      ]);
      await expect(
        sources.listRefs(`http://${host}/network/.git`),
      ).rejects.toMatchObject({ code: 'repository_unreachable' });
      expect(other.authorizations).toEqual([]);
    } finally {
      await Promise.all([close(redirecting), other.close()]);
    }
  });

  it('keeps them off the command line', async () => {
    let commands = '';
    const slow = createServer(async (_request, response) => {
      commands = (await promisify(execFile)('ps', ['-eo', 'args'])).stdout;
      response.writeHead(500);
      response.end();
    });
    const host = await listen(slow);
    try {
      const sources = createSources({ credentialsFor: async () => signIn }, [
        host,
      ]);
      await expect(
        sources.listRefs(`http://${host}/seen/.git`),
      ).rejects.toMatchObject({ code: 'repository_unreachable' });
    } finally {
      await close(slow);
    }
    expect(commands).toContain(`${host}/seen`);
    for (const secret of signIn.secrets) {
      expect(commands).not.toContain(secret);
    }
  });

  it('asks the next source where the first has nothing', async () => {
    const sources = createSources(
      firstOf(
        { credentialsFor: async () => undefined },
        { credentialsFor: async () => signIn },
      ),
    );
    await expect(sources.listRefs(url())).resolves.toMatchObject({
      defaultBranch: 'main',
    });
  });

  it('passes on what a provider says, and keeps the words of others back', async () => {
    const refused = new InfrakitchenError('InputError', {
      code: 'credentials_refused',
      message: 'The App is suspended',
    });
    const failing = (error: Error) =>
      createSources({ credentialsFor: () => Promise.reject(error) });
    await expect(failing(refused).listRefs(url())).rejects.toBe(refused);
    await expect(
      failing(new Error('canary')).listRefs(url()),
    ).rejects.toMatchObject({
      code: 'git_sign_in_failed',
      message: expect.not.stringContaining('canary'),
    });
  });
});
