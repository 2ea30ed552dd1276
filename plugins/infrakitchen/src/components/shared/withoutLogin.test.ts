import { withoutLogin } from './withoutLogin';

describe('withoutLogin', () => {
  it.each([
    ['https://git.example.com/a.git', 'https://git.example.com/a.git'],
    ['https://me:pass@git.example.com/a', 'https://git.example.com/a'],
    ['https://token@git.example.com/a', 'https://git.example.com/a'],
    ['https://me:p@ss@git.example.com/a', 'https://git.example.com/a'],
    ['ssh://git@git.example.com/a', 'ssh://git@git.example.com/a'],
    ['ssh://git:pass@git.example.com/a', 'ssh://git@git.example.com/a'],
    ['git@git.example.com:a/b.git', 'git@git.example.com:a/b.git'],
    ['https://git.example.com/a@b', 'https://git.example.com/a@b'],
  ])('makes %s to %s', (text, without) => {
    expect(withoutLogin(text)).toBe(without);
  });
});
