import {
  describeRepositoryHost,
  Forge,
  standInContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { gitlabProvider } from './gitlabProvider';

const connect = (
  forge: Forge,
  { token, signal }: { token: string; signal?: AbortSignal },
) =>
  gitlabProvider.repositoryHost({
    ...standInContext(forge, { signal }),
    config: { host: forge.host, token },
  });

describeRepositoryHost({
  title:
    "GitLab's projects, with its real client; no package ships a description of its API",
  vendor: 'gitlab',
  // It merges what is up to date by a fast-forward, and nothing else.
  lacks: ['rebase', 'refusesEmpty'],
  connect,
  urlOf: (forge, { fullName }) => `${forge.url}/${fullName}`,
  readEvent: gitlabProvider.readEvent,
});

describe('a project of GitLab that takes fast-forwards alone', () => {
  let forge: Forge;

  beforeAll(async () => {
    forge = await Forge.create();
  });
  afterAll(() => forge.stop());

  it('takes what is up to date, and tells what is behind', async () => {
    const { token } = forge.addUser('writer', 'write');
    const real = await forge.addRepository('acme', 'infra');
    real.mergeMethods = ['rebase'];
    const host = connect(forge, { token });
    const hosted = await host.repository({ id: String(real.id) });
    const main = await real.git.head('main');
    const open = async (sourceBranch: string) => {
      const file = { [`${sourceBranch}.tf`]: 'x' };
      await real.git.commit(sourceBranch, file, { from: main });
      return host.openPullRequest(hosted, {
        ...{ title: sourceBranch, body: '', sourceBranch },
        targetBranch: 'main',
      });
    };
    const [first, second] = [await open('first'), await open('second')];
    const merge = ({ number, headCommit }: typeof first) =>
      host.mergePullRequest(hosted, number, { headCommit, message: 'Merge' });
    await expect(merge(first)).resolves.toMatchObject({
      state: 'merged',
      mergeCommit: first.headCommit,
    });
    await expect(real.git.head('main')).resolves.toBe(first.headCommit);
    await expect(merge(second)).rejects.toMatchObject({
      code: 'pull_request_blocked',
      message: expect.stringContaining("behind 'main'"),
    });
  });
});
