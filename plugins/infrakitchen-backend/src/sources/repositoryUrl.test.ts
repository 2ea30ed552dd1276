import { parseRepositoryUrl } from './repositoryUrl';

describe('parseRepositoryUrl', () => {
  it.each([
    [
      'https://GitHub.com/org/repo.git/',
      'https',
      'https://github.com/org/repo.git',
    ],
    ['https://github.com:443/org/repo', 'https', 'https://github.com/org/repo'],
    [
      'https://git.example.com:8443/org/repo',
      'https',
      'https://git.example.com:8443/org/repo',
    ],
    [
      'http://git.example.com/org/repo',
      'http',
      'http://git.example.com/org/repo',
    ],
    [
      'ssh://git@GitHub.com/org/repo.git',
      'ssh',
      'ssh://git@github.com/org/repo.git',
    ],
    [
      'ssh://git@github.com:2222/org/repo.git',
      'ssh',
      'ssh://git@github.com:2222/org/repo.git',
    ],
    ['git@GitHub.com:org/repo.git', 'ssh', 'git@github.com:org/repo.git'],
    ['/srv/git//modules/', 'local', '/srv/git/modules'],
    ['/srv/git/../modules', 'local', '/srv/modules'],
  ])('takes %s', (text, kind, url) => {
    expect(parseRepositoryUrl(text)).toMatchObject({ kind, url });
  });

  it.each([
    'ext::sh -c touch% /tmp/owned',
    "ext::sh$IFS-c$IFS'id'",
    'ext::id',
    'fd::17',
    'testgit::https://github.com/org/repo',
    'file:///srv/git/repo',
    'git://github.com/org/repo',
    'ftp://example.com/repo',
    'rad://example.com/repo',
  ])('refuses the protocol of %s', text => {
    expect(() => parseRepositoryUrl(text)).toThrow(
      expect.objectContaining({
        code: expect.stringMatching(
          /unsupported_protocol|invalid_repository_url/,
        ),
      }),
    );
  });

  it.each([
    '--upload-pack=touch /tmp/owned',
    '-oProxyCommand=id',
    '--upload-pack=id',
    'ssh://-oProxyCommand=id/repo',
    'ssh://git@-oProxyCommand=id/repo',
    'git@-oProxyCommand=id:repo',
    'git@github.com:-repo',
    '-u@github.com:repo',
    'https://github.com/org/re po',
    'https://github.com/org/repo\n',
    'https://github.com/org/repo\u0000',
    'https://github.com/org%0arepo',
    'https://github.com/org/repo?x=1',
    'https://github.com/org/repo#x',
    'https://github.com',
    'https://github.com/',
    'https://',
    'github.com/org/repo',
    'relative/path',
    '..',
    'C:\\repo',
    'https://github.com\\@internal/repo',
  ])('refuses %j', text => {
    expect(() => parseRepositoryUrl(text)).toThrow(
      expect.objectContaining({
        name: 'InputError',
        code: 'invalid_repository_url',
      }),
    );
  });

  it.each([
    'https://user:pa55@github.com/org/repo',
    'https://t0ken@github.com/org/repo',
    'ssh://git:pa55@github.com/org/repo',
  ])('refuses credentials without repeating them', text => {
    let error: unknown;
    try {
      parseRepositoryUrl(text);
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ code: 'credentials_in_url' });
    expect(JSON.stringify(error) + String(error)).not.toMatch(/pa55|t0ken/);
  });
});
