import { roleAllows, roles, strongestRole, weakestRole } from './roles';

it('lets each role do what the weaker ones may', () => {
  const allowed = roles.map(held =>
    roles.filter(needed => roleAllows(held, needed)),
  );
  expect(allowed).toEqual([['read'], ['read', 'write'], [...roles]]);
  expect(roles.filter(needed => roleAllows(undefined, needed))).toEqual([]);
});

it('finds the strongest', () => {
  expect(strongestRole(['read', 'admin', undefined, 'write'])).toBe('admin');
  expect(strongestRole(['read'])).toBe('read');
  expect(strongestRole([undefined])).toBeUndefined();
  expect(strongestRole([])).toBeUndefined();
});

it('finds what is held everywhere', () => {
  expect(weakestRole(['admin', 'read', 'write'])).toBe('read');
  expect(weakestRole(['admin'])).toBe('admin');
  expect(weakestRole(['admin', undefined])).toBeUndefined();
  expect(weakestRole([])).toBeUndefined();
});
