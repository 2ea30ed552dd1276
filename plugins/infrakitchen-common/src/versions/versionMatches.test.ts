import { versionMatches } from './versionMatches';

const version = {
  ref: 'v1.2.0',
  path: 'modules/Network',
  description: 'With IPv6',
  commitSha: 'beef'.padEnd(40, '0'),
};

describe('versionMatches', () => {
  it.each(['', 'V1.2', 'network', ' ipv6 ', 'BEEF', 'beef0'])(
    'finds a version by %j',
    text => {
      expect(versionMatches(version, text)).toBe(true);
    },
  );

  it.each(['v1.3', 'eef0', 'bee'])('does not find it by %j', text => {
    expect(versionMatches(version, text)).toBe(false);
  });

  it('takes what is not there for nothing', () => {
    expect(versionMatches({ ref: 'main', path: '' }, 'beef')).toBe(false);
  });
});
