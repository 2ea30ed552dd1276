/** What some work failed for, and why. */
export interface Failure<T> {
  item: T;
  error: unknown;
}

/**
 * Does the same for one after the other. One that it fails for keeps nobody
 * from the rest, as it has to be where somebody looks after all of them.
 *
 * @returns what it failed for.
 */
export async function inTurn<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<Failure<T>[]> {
  const failures: Failure<T>[] = [];
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      failures.push({ item, error });
    }
  }
  return failures;
}
