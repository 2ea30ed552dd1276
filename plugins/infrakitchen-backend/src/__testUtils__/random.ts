/** Numbers that look random and are the same in every run of a test. */
export function createRandom(seed: number) {
  let state = seed;
  /** From 0 to below 1; mulberry32. */
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (from: number, to: number) =>
    from + Math.floor(next() * (to - from + 1));
  const pick = <T>(items: readonly T[]): T => items[int(0, items.length - 1)];
  const text = (alphabet: string, from: number, to: number) =>
    Array.from({ length: int(from, to) }, () => pick([...alphabet])).join('');
  return { next, int, pick, text };
}

export type Random = ReturnType<typeof createRandom>;
