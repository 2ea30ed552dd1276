import { filesDigest } from './filesDigest';

describe('filesDigest', () => {
  it('does not depend on the order of files', () => {
    const digest = filesDigest({ 'main.tf': 'a', 'z.tf': 'b' });
    expect(filesDigest({ 'z.tf': 'b', 'main.tf': 'a' })).toBe(digest);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    [{ a: 'b' }, { ab: '' }],
    [{ a: '1\nb' }, { a: '', '1\nb': '' }],
    [{ a: '' }, {}],
    [{ a: 'ü' }, { a: 'u' }],
    [
      { a: 'x', b: 'y' },
      { a: 'y', b: 'x' },
    ],
  ])('tells %j from %j', (one, other) => {
    expect(filesDigest(one as any)).not.toBe(filesDigest(other as any));
  });
});
