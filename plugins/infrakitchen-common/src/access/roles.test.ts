import { roleAllows, roles, strongestRole } from './roles';

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
