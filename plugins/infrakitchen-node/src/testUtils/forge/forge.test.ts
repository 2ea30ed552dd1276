import { temporaryDirectory, GitFixture } from '../git';
import { Forge } from './Forge';

let forge: Forge;
let folder: Awaited<ReturnType<typeof temporaryDirectory>>;
let clone: GitFixture;

beforeAll(async () => {
  forge = await Forge.create();
  folder = await temporaryDirectory();
  clone = await GitFixture.create(`${folder.path}/clone`);
});

afterAll(async () => {
  await forge.stop();
  await folder.remove();
});

const urlFor = (login: string, path: string) => {
  const url = new URL(`${forge.plainUrl}/${path}`);
  url.username = 'git';
  url.password = `token-of-${login}`;
  return url.href;
};

describe('a forge of real repositories', () => {
  it('takes a push by git, tells of it, and shows it in the pull request', async () => {
    const writer = forge.addUser('writer', 'write');
    const real = await forge.addRepository('acme', 'infra');
    const url = urlFor('writer', 'acme/infra.git');
    const told: string[] = [];
    forge.webhooks.targets.push({
      ...{ vendor: 'github', secret: 's' },
      to: ({ headers, body }) => {
        const { ref, action } = JSON.parse(body);
        told.push(`${headers['x-github-event']} ${ref ?? action}`);
      },
    });
    await clone.git('fetch', '--quiet', url, 'main');
    await clone.git('checkout', '--quiet', '-b', 'work', 'FETCH_HEAD');
    const head = await clone.commit({ 'a.tf': 'a' });
    await clone.git('push', '--quiet', url, 'work');
    const opened = await real.open({
      ...{ title: 'Work', source: 'work', target: 'main', author: writer },
    });
    await expect(opened.head()).resolves.toBe(head);
    const next = await clone.commit({ 'b.tf': 'b' });
    await clone.git('push', '--quiet', url, 'work');
    await expect(opened.head()).resolves.toBe(next);
    await forge.webhooks.idle();
    expect(told.sort()).toEqual([
      'pull_request opened',
      'pull_request synchronize',
      'push refs/heads/work',
      'push refs/heads/work',
    ]);
    forge.webhooks.targets.length = 0;
  });

  it('refuses who may not push, and what nobody may push to', async () => {
    forge.addUser('reader', 'read');
    const real = await forge.addRepository('acme', 'guarded');
    await clone.git('checkout', '--quiet', '-B', 'more');
    await clone.commit({ 'c.tf': 'c' });
    const push = (login: string, branch: string) =>
      clone.git(
        ...['push', '--quiet', '--force'],
        urlFor(login, 'acme/guarded.git'),
        `more:${branch}`,
      );
    await expect(push('reader', 'x')).rejects.toThrow('403');
    await expect(push('nobody', 'x')).rejects.toThrow();
    await real.protect('main');
    await expect(push('writer', 'main')).rejects.toThrow('protected');
    await push('writer', 'x');
    real.archive();
    await expect(push('writer', 'y')).rejects.toThrow('403');
    expect([...(await real.git.refs()).keys()].sort()).toEqual([
      'refs/heads/main',
      'refs/heads/x',
    ]);
  });

  it.each(['acme/paths.git', 'acme/paths', 'contoso/acme/_git/paths'])(
    'serves git at %s, as one of the vendors does',
    async path => {
      const real =
        forge.find('acme/paths') ??
        (await forge.addRepository('acme', 'paths'));
      const listed = await clone.git('ls-remote', urlFor('writer', path));
      expect(listed).toContain(await real.git.head('main'));
    },
  );

  it('loses, doubles, shuffles and forges what it tells, always the same way', async () => {
    const real = await forge.addRepository('acme', 'noisy');
    const heard: string[] = [];
    forge.webhooks.targets.push({
      ...{ vendor: 'gitlab', secret: 'right' },
      to: ({ headers, body }) => {
        const { sha } = JSON.parse(body).object_attributes;
        heard.push(`${sha} ${headers['x-gitlab-token']}`);
      },
    });
    Object.assign(forge.webhooks.faults, {
      ...{ lost: 0.3, doubled: 0.2, forged: 0.1, isShuffled: true },
    });
    const sent = Array.from({ length: 200 }, (_, index) => `commit-${index}`);
    sent.forEach(commit => real.setCheck(commit, 'validate', 'passed'));
    await forge.webhooks.idle();
    expect(heard).toEqual([]);
    await forge.webhooks.flush();
    const commits = heard.map(text => text.split(' ')[0]);
    const distinct = new Set(commits);
    expect(distinct.size).toBeGreaterThan(110);
    expect(distinct.size).toBeLessThan(170);
    expect(commits.length).toBeGreaterThan(distinct.size);
    expect(heard.filter(text => text.endsWith('not-it'))).not.toEqual([]);
    const inOrder = [...distinct].sort(
      (a, b) => sent.indexOf(a) - sent.indexOf(b),
    );
    expect([...distinct]).not.toEqual(inOrder);
  });
});
