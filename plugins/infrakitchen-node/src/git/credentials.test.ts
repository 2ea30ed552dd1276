import {
  assertServesRepository,
  basicGitCredentials,
  servesRepository,
} from './credentials';

describe('servesRepository', () => {
  it.each([
    ['https://git.example.com', 'https://git.example.com/acme/network.git'],
    ['https://git.example.com/acme', 'https://GIT.example.com/Acme/network'],
    ['https://git.example.com/acme/', 'https://git.example.com:443/acme/x'],
    ['http://git.example.com:8080', 'http://git.example.com:8080/a'],
  ])('%s serves %s', (base, url) => {
    expect(servesRepository(base, url)).toBe(true);
  });

  it.each([
    ['https://git.example.com', 'http://git.example.com/acme/x'],
    ['https://git.example.com', 'https://git.example.com:8443/acme/x'],
    ['https://git.example.com', 'https://git.example.com.evil.test/acme/x'],
    ['https://git.example.com', 'https://evil.test/git.example.com/x'],
    ['https://git.example.com', 'https://git.example.com@evil.test/x'],
    ['https://git.example.com/acme', 'https://git.example.com/acme-2/x'],
    ['https://git.example.com/acme', 'https://git.example.com/acme/../other/x'],
    ['https://git.example.com/acme', 'https://git.example.com/acme/%2e%2e/o/x'],
    ['https://git.example.com', 'git@git.example.com:acme/x.git'],
    ['https://git.example.com', 'nonsense'],
  ])('%s does not serve %s', (base, url) => {
    expect(servesRepository(base, url)).toBe(false);
    expect(() => assertServesRepository(base, url)).toThrow(
      'not sent anywhere else',
    );
  });
});

describe('basicGitCredentials', () => {
  it('masks the token and what it is sent as', () => {
    const { authorization, secrets } = basicGitCredentials('git', 't0ken');
    expect(authorization).toBe('Basic Z2l0OnQwa2Vu');
    expect(secrets).toEqual(['t0ken', 'Z2l0OnQwa2Vu']);
  });
});
