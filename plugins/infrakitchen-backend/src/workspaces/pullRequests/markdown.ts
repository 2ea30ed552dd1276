/** Longest text of a user in one place. */
const MAX_INLINE = 200;

/**
 * A text of a user inside Markdown: one line, bounded, and nothing in it means
 * anything to a renderer, be it Markdown, HTML, a mention or a reference.
 */
export function inline(text: string, max = MAX_INLINE): string {
  return (
    cut(oneLine(text), max)
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[\\`*_{}[\]()#+\-.!|~=:^$"']/g, '\\$&')
      // Hosts turn these into mentions and references even after a backslash.
      .replace(/@/g, '@\u2060')
      .replace(/\\#/g, '\\#\u2060')
      .replace(/!(?=\d)/g, '!\u2060')
  );
}

/** A text of a user as code, where its characters matter. */
export function code(text: string, max = MAX_INLINE): string {
  const plain = cut(oneLine(text), max).replace(/\|/g, '¦');
  const longest = Math.max(
    0,
    ...[...plain.matchAll(/`+/g)].map(([run]) => run.length),
  );
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || plain === '' ? ' ' : '';
  return `${fence}${pad}${plain}${pad}${fence}`;
}

/** A text of a user where no Markdown is read, such as a title. */
export function plainLine(text: string, max = MAX_INLINE): string {
  return cut(oneLine(text), max);
}

/** Without what breaks lines, hides or turns text around. */
function oneLine(text: string): string {
  return text
    .replace(
      // eslint-disable-next-line no-control-regex
      /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/g,
      ' ',
    )
    .replace(/\s+/g, ' ')
    .trim();
}

function cut(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max
    ? text
    : `${characters.slice(0, max - 1).join('')}…`;
}
