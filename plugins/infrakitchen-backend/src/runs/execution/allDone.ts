/** Waits for all, even where one fails: nothing goes on behind a failed run's back. */
export async function allDone<T extends unknown[]>(
  work: [...T],
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
