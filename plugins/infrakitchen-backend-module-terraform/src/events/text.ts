import {
  keepStyles,
  withoutStyles,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Longest message of a log line. */
export const longestMessage = 64 * 1024;

/** Removes what would steer a terminal, and marks the end of a text that is too long. */
export function cleanText(text: string): string {
  return cleanedWith(withoutStyles, text);
}

/** Does the same, but keeps colours and styles: modules start programs that print them. */
export function styledText(text: string): string {
  return cleanedWith(keepStyles, text);
}

function cleanedWith(clean: (text: string) => string, text: string): string {
  const visible = clean(text.replace(/\r\n?/g, '\n'));
  return visible.length <= longestMessage
    ? visible
    : `${clean(visible.slice(0, longestMessage))} ${cutMark(visible.length)}`;
}

/** Says that something is missing and how much there was. */
export function cutMark(length: number, unit = 'characters'): string {
  return `… [line cut, ${length} ${unit} in all]`;
}
