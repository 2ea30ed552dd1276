import { isBrowserPattern, matchesPattern } from './pattern';

it.each([
  '^[a-z][a-z0-9-]*$',
  '^\\d{1,3}\\.\\d+$',
  '^(dev|prod)-[a-z]+$',
  '^\\(a\\)+$',
  'x{2,5}',
])('browsers may run %s', pattern => {
  expect(isBrowserPattern(pattern)).toBe(true);
});

it.each([
  '(a+)+$',
  '^(a|aa)*b$',
  '^(a?){50}a{50}$',
  '^a*a*a*a*a*b$',
  '^.*.*.*x$',
  '^a{1,}a{1,}a{1,}b$',
  '(?i)abc',
  '[[:alpha:]]',
  '(',
])('browsers may not run %s', pattern => {
  expect(isBrowserPattern(pattern)).toBe(false);
});

it('matches whatever is built to hang, and leaves what it cannot read to the server', () => {
  const text = `${'a'.repeat(50_000)}!`;
  expect(matchesPattern('^(a+)+$', text)).toBe(false);
  expect(matchesPattern('^(a|aa)+!$', text)).toBe(true);
  expect(matchesPattern('(?=a)', text)).toBe(true);
});
