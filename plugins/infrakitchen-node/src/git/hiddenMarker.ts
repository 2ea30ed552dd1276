const KEY = /^[A-Za-z0-9:-]{1,200}$/;

/**
 * A line of Markdown that no reader sees and every host keeps: the definition
 * of a link that nothing refers to. Comments of HTML are shown by Bitbucket.
 *
 * @param key - letters, digits, colons and dashes.
 * @public
 */
export function hiddenMarker(key: string): string {
  if (!KEY.test(key)) {
    throw new TypeError(
      'The key of a marker has letters, digits, : and - alone',
    );
  }
  return `[//]: # (infrakitchen:${key})`;
}

/** A text with a marker at its end. @public */
export function withMarker(body: string, key: string): string {
  // The blank line before it keeps it from being read as a part of the text.
  return `${body.trimEnd()}\n\n${hiddenMarker(key)}\n`;
}

/** Whether a text has a marker as a line of its own. @public */
export function hasMarker(body: string, key: string): boolean {
  const marker = hiddenMarker(key);
  return body.split(/\r?\n/).some(line => line.trim() === marker);
}
