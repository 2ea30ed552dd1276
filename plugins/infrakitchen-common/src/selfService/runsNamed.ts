const RUN =
  /\brun ([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/gi;

/**
 * The runs that the scaffolder's actions name in a task's log, each once and in
 * their order: while a task is at work its log is all that tells of them.
 *
 * @public
 */
export function runsNamed(messages: readonly string[]): string[] {
  const ids = messages.flatMap(message =>
    [...message.matchAll(RUN)].map(([, id]) => id),
  );
  return [...new Set(ids)];
}
