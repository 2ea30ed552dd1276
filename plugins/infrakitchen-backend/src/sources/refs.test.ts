import {
  assertRefName,
  compareTags,
  isCommitSha,
  nearMatches,
  newerTags,
} from './refs';

describe('assertRefName', () => {
  it.each(['v1.2.0', 'feature/net-work', 'release@2', 'a.b', 'ümlaut'])(
    'takes %s',
    name => {
      expect(() => assertRefName(name)).not.toThrow();
    },
  );

  it.each([
    '',
    '@',
    '-v1',
    '--upload-pack=id',
    '/v1',
    'v1/',
    'a//b',
    'a..b',
    'a@{1}',
    'a b',
    'a~1',
    'a^',
    'a:b',
    'a?',
    'a*',
    'a[b',
    'a\\b',
    'a\nb',
    'a\u0007',
    '.hidden',
    'a/.hidden',
    'a.lock',
    'a.lock/b',
    'a.',
  ])('refuses %j', name => {
    expect(() => assertRefName(name)).toThrow(
      expect.objectContaining({ code: 'invalid_ref' }),
    );
  });
});

describe('newerTags', () => {
  it.each([
    [
      ['v1.0.0'],
      ['v1.1.0', 'v0.9.0', 'v1.0.0', 'v1.10.0'],
      ['v1.10.0', 'v1.1.0'],
    ],
    [['v1.0.0', 'v2.0.0'], ['v1.5.0', 'v2.0.1'], ['v2.0.1']],
    [['net/1.0.0'], ['net/1.1.0', 'db/2.0.0', '3.0.0'], ['net/1.1.0']],
    [['v1.0.0'], ['v1.1.0-rc.1', 'latest'], []],
    [['v1.1.0-rc.1'], ['v1.1.0-rc.2', 'v1.1.0'], ['v1.1.0', 'v1.1.0-rc.2']],
    [['main'], ['v1.0.0'], []],
    [[], ['v1.0.0'], []],
  ])('after %j of %j come %j', (used, tags, newer) => {
    expect(newerTags(used, tags)).toEqual(newer);
  });
});

describe('compareTags', () => {
  it('puts the newest version first', () => {
    const ordered = [
      'v2.0.0',
      '1.10.0',
      'v1.10.0-rc.2',
      'v1.10.0-rc.1',
      'v1.10.0-beta.11',
      'v1.10.0-beta.2',
      'v1.10.0-beta',
      'v1.9.3',
      'v1.9',
      'network/v3.0.0',
      'network/v1.0.0',
      'vpc-2.0.0',
      'nightly-10',
      'nightly-9',
      'latest',
    ];
    expect([...ordered].reverse().sort(compareTags)).toEqual(ordered);
  });
});

describe('nearMatches', () => {
  it('finds what was probably meant', () => {
    const names = ['v1.2.0', 'v1.2.1', 'v2.0.0', 'nightly', 'main'];
    expect(nearMatches('1.2.0', names)).toEqual(['v1.2.0', 'v1.2.1']);
    expect(nearMatches('mian', names)).toEqual(['main']);
    expect(nearMatches('something-else', names)).toEqual([]);
  });
});

describe('isCommitSha', () => {
  it('takes complete ids only', () => {
    expect(isCommitSha('a'.repeat(40))).toBe(true);
    expect(isCommitSha('a'.repeat(64))).toBe(true);
    expect(isCommitSha('a'.repeat(39))).toBe(false);
    expect(isCommitSha(`--${'a'.repeat(38)}`)).toBe(false);
  });
});
