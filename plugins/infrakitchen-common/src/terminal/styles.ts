/*
 * No part can match what the one before it leaves over, and none looks beyond
 * the next ESC, so that a line costs its length whatever is in it.
 */
const steering = new RegExp(
  [
    // CSI: colours, moves of the cursor; also cut in half.
    '(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]?',
    // OSC, DCS, SOS, PM and APC: titles, links, pictures.
    '(?:\\u001b[\\]PX^_]|[\\u0090\\u0098\\u009d-\\u009f])[^\\u0007\\u001b\\u009c]*(?:\\u0007|\\u001b\\\\|\\u009c)',
    // Other escapes, and what is left of one without its end.
    '\\u001b[ -/]*[0-~]?',
    // Control characters, other than tabs and line ends.
    '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]',
  ].join('|'),
  'g',
);

const style = '\\u001b\\[[0-9;]*m';
const styles = new RegExp(style, 'g');
const isStyle = new RegExp(`^${style}$`);

/**
 * Removes what would steer a terminal from a text, other than tabs, line ends
 * and the sequences that set colours and styles (SGR).
 *
 * @public
 */
export function keepStyles(text: string): string {
  return text.replace(steering, found => (isStyle.test(found) ? found : ''));
}

/**
 * Removes all that would steer a terminal from a text, other than tabs and
 * line ends: the text as it is searched, copied, and told to programs.
 *
 * @public
 */
export function withoutStyles(text: string): string {
  return text.replace(steering, '');
}

/**
 * Takes a text of {@link keepStyles} apart: what is to be read, and the
 * sequences in it, each with its place in that.
 *
 * @public
 */
export function splitStyles(text: string): {
  plain: string;
  styles: { at: number; sequence: string }[];
} {
  const found: { at: number; sequence: string }[] = [];
  let removed = 0;
  for (const { index, 0: sequence } of text.matchAll(styles)) {
    found.push({ at: index - removed, sequence });
    removed += sequence.length;
  }
  return { plain: text.replace(styles, ''), styles: found };
}
