import {
  checkIntegrationProvider,
  createProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { basicGitCredentials } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { join } from 'node:path';
import {
  GitFixture,
  serveRepositories,
  temporaryDirectory,
} from '../sources/__testUtils__/gitFixtures';
import { plainGitIntegration } from './plainGitIntegration';

describe('the integration of plain git', () => {
  let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
  let server: Awaited<ReturnType<typeof serveRepositories>>;
  const { authorization } = basicGitCredentials('bot', 'canary-secret');

  beforeAll(async () => {
    temporary = await temporaryDirectory();
    const repository = await GitFixture.create(join(temporary.path, 'infra'));
    await repository.commit({ 'README.md': '# Infra' });
    server = await serveRepositories(temporary.path, {
      authorization,
      pushAuthorization: authorization,
    });
  });

  afterAll(async () => {
    await server.close();
    await temporary.remove();
  });

  const config = (path: string, password = 'canary-secret') => ({
    url: `http://${server.host}${path}`,
    username: 'bot',
    password,
  });
  const context = () => createProviderContext({ allowHosts: [server.host] });

  it('keeps the contract of providers', async () => {
    expect(
      await checkIntegrationProvider(plainGitIntegration, {
        config: { ...config('/infra/.git'), readPassword: 'canary-secret' },
        context: context(),
      }),
    ).toEqual([]);
  });

  it('tries to sign in', async () => {
    const test = (given: ReturnType<typeof config>) =>
      plainGitIntegration.test({ ...context(), config: given });
    await expect(test(config('/infra/.git'))).resolves.toMatchObject({
      identity: 'bot',
      checks: [{ ok: true, message: 'The repository can be reached' }],
    });
    await expect(test(config(''))).resolves.toMatchObject({
      checks: [
        { ok: true, message: expect.stringContaining('at the URL itself') },
      ],
    });
    const refused = await test(config('/infra/.git', 'canary-wrong'));
    expect(refused).toMatchObject({ checks: [{ ok: false }] });
    expect(JSON.stringify(refused)).not.toContain('canary');
  });

  it('signs in to read with what may read, below its URL alone', async () => {
    const both = { ...config('/acme'), readPassword: 'canary-read' };
    const ask = (url: string, access: 'read' | 'write') =>
      plainGitIntegration.gitCredentials({
        ...context(),
        ...{ config: both, url, access },
      });
    const url = `http://${server.host}/acme/infra`;
    expect((await ask(url, 'read')).secrets).toContain('canary-read');
    expect((await ask(url, 'write')).secrets).toContain('canary-secret');
    await expect(
      ask(`http://${server.host}/other/infra`, 'read'),
    ).rejects.toMatchObject({ code: 'other_host' });
  });
});
