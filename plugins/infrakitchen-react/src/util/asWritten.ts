interface Messages {
  readonly [key: string]: string | Messages;
}

/**
 * Gives messages in the language that they are written in, for functions that
 * may also be called where there is no translation at hand.
 *
 * @param messages - as a translation ref has them, in groups.
 */
export function asWritten(messages: Messages) {
  const find = (key: string) =>
    key
      .split('.')
      .reduce<string | Messages | undefined>(
        (at, step) => (typeof at === 'object' ? at[step] : undefined),
        messages,
      );
  return (key: string, params: Record<string, unknown> = {}): string => {
    const form = params.count === 1 ? 'one' : 'other';
    const message = find(key) ?? find(`${key}_${form}`);
    return String(message).replace(/\{\{\s*(\w+)[^}]*\}\}/g, (_, name) =>
      String(params[name]),
    );
  };
}
