import { normaliseModulePath } from './modulePath';

describe('normaliseModulePath', () => {
  it.each([
    [undefined, ''],
    ['', ''],
    ['.', ''],
    ['./', ''],
    ['network', 'network'],
    ['./modules//network/', 'modules/network'],
    ['a..b', 'a..b'],
  ])('makes %j into %j', (path, normalised) => {
    expect(normaliseModulePath(path)).toBe(normalised);
  });

  it.each([
    '/',
    '/etc',
    '..',
    'a/../b',
    '../a',
    'a\\b',
    'a\u0000',
    '.git',
    'a/.GIT/b',
  ])('refuses %j', path => {
    expect(() => normaliseModulePath(path)).toThrow(
      expect.objectContaining({ code: 'invalid_module_path' }),
    );
  });
});
