import { orderedId } from './orderedId';

const UUID_7 =
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it('makes ids that sort as they were made', () => {
  const now = 2_000_000_000_000;
  const times = [
    ...new Array(5_000).fill(now),
    now + 1,
    now + 2,
    // The clock was set back.
    now - 60_000,
    now + 60_000,
  ];
  const ids = times.map(orderedId);
  expect(ids.every(id => UUID_7.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
});
