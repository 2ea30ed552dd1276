import { stripVTControlCharacters } from 'node:util';

/** Longest message of a log line. */
export const longestMessage = 64 * 1024;

// eslint-disable-next-line no-control-regex
const controlCharacters = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Removes what would steer a terminal, and marks the end of a text that is too long. */
export function cleanText(text: string): string {
  const visible = stripVTControlCharacters(
    text.replace(/\r\n?/g, '\n'),
  ).replace(controlCharacters, '');
  return visible.length <= longestMessage
    ? visible
    : `${visible.slice(0, longestMessage)} ${cutMark(visible.length)}`;
}

/** Says that something is missing and how much there was. */
export function cutMark(length: number, unit = 'characters'): string {
  return `… [line cut, ${length} ${unit} in all]`;
}
