import type { JsonValue } from '@backstage/types';

const identifierPattern = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

/** Whether a name can stand without quotes in HCL. @public */
export function isHclIdentifier(name: string): boolean {
  return identifierPattern.test(name);
}

/**
 * Writes a string as an HCL literal. Nothing in it can end the literal or be
 * taken for an interpolation.
 *
 * @public
 */
export function hclString(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/[$%](?=\{)/g, '$&$&')
    // A lone surrogate is not text; U+2028 and the like look like line ends to some readers.
    .replace(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      '\ufffd',
    )
    // What turns the direction of text would show another text than is meant.
    .replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/gu, unicodeEscape);
  return `"${escaped}"`;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Writes a JSON value as an HCL expression on one line, formatted as `terraform fmt` does. @public */
export function hclLiteral(value: JsonValue): string {
  if (typeof value === 'string') return hclString(value);
  if (Array.isArray(value)) return `[${value.map(hclLiteral).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    const items = Object.entries(value)
      .filter((entry): entry is [string, JsonValue] => entry[1] !== undefined)
      .map(([key, item]) => `${hclKey(key)} = ${hclLiteral(item)}`);
    return items.length === 0 ? '{}' : `{ ${items.join(', ')} }`;
  }
  return String(value);
}

function hclKey(key: string): string {
  // Which letters of other scripts may go without quotes depends on the engine.
  return /^[a-z_][\w-]*$/i.test(key) &&
    !['null', 'true', 'false', 'for'].includes(key)
    ? key
    : hclString(key);
}
