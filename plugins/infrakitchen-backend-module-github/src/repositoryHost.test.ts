import { generateKeyPairSync } from 'node:crypto';
import {
  describeRepositoryHost,
  Forge,
  standInContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { createGithubObserver } from './__testUtils__/openapi';
import { githubProvider } from './githubProvider';

describeRepositoryHost({
  title:
    "GitHub's repositories, with its real client; requests and answers are checked against its published API description",
  vendor: 'github',
  prepare(forge) {
    forge.observe = createGithubObserver();
  },
  connect: (forge, { token, signal }) =>
    githubProvider.repositoryHost({
      ...standInContext(forge, { signal }),
      config: { host: forge.host, authentication: 'token', token },
    }),
  urlOf: (forge, { fullName }) => `${forge.url}/${fullName}`,
  readEvent: githubProvider.readEvent,
});

it('GitHub is reached by an App, whose installation lists its repositories', async () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const forge = await Forge.create();
  forge.observe = createGithubObserver();
  const app = forge.addUser('kitchen-app', 'write');
  forge.signIn = ({ url, headers }) =>
    url.pathname.endsWith(`/app/installations/${app.id}/access_tokens`) &&
    /^bearer [^.]+[.][^.]+[.][^.]+$/i.test(headers.authorization ?? '')
      ? app
      : undefined;
  await forge.addRepository('acme', 'network');
  await forge.addRepository('other', 'network');
  const connect = (installationId: number) =>
    githubProvider.repositoryHost({
      ...standInContext(forge),
      config: {
        ...{ host: forge.host, owner: 'acme', authentication: 'app' },
        ...{ appId: '42', installationId: `${installationId}`, privateKey },
      },
    });
  const host = connect(app.id);
  const { items } = await host.listRepositories({ limit: 10 });
  expect(items.map(({ fullName }) => fullName)).toEqual(['acme/network']);
  await expect(
    host.repository({ url: `${forge.url}/acme/network` }),
  ).resolves.toEqual(items[0]);
  await expect(connect(9).listRepositories({ limit: 1 })).rejects.toMatchObject(
    { code: 'remote_denied' },
  );
  expect(forge.violations).toEqual([]);
  await forge.stop();
});

it('the check of exchanges with GitHub finds what GitHub does not describe', async () => {
  const observe = createGithubObserver();
  const request = (method: string, path: string, body: object = {}) => ({
    ...{ method, headers: {}, body: Buffer.from(JSON.stringify(body)) },
    url: new URL(`https://localhost/api/v3${path}`),
  });
  expect(() => observe(request('GET', '/nonsense/7'), {})).toThrow(
    'describes no GET',
  );
  expect(() => observe(request('GET', '/user/repos?x=1'), {})).toThrow(
    "no 'x'",
  );
  expect(() =>
    observe(request('POST', '/repos/a/b/pulls', { title: 1 }), {
      status: 201,
    }),
  ).toThrow('is asked with');
  expect(() =>
    observe(request('GET', '/repos/a/b/pulls/1'), { body: { number: '1' } }),
  ).toThrow('answers with 200');
});
