import type { JsonValue } from '@backstage/types';

/**
 * A value as the parser gives it. Text in HCL may interpolate: the parser
 * writes an expression as `${…}` and keeps the escape `$${` of a literal one.
 */
export type Literal =
  | { constant: true; value: JsonValue }
  | { constant: false; source: string };

/** Reads a value of HCL that should be constant. */
export function readLiteral(value: JsonValue): Literal {
  return isConstant(value)
    ? { constant: true, value: unescape(value) }
    : { constant: false, source: expressionSource(value) };
}

/** The source text of an expression. */
export function expressionSource(value: JsonValue): string {
  if (typeof value !== 'string') {
    return JSON.stringify(value);
  }
  const whole = /^\$\{([\s\S]*)\}$/.exec(value);
  if (whole && isOneInterpolation(value)) {
    return whole[1].trim();
  }
  return interpolates(value) ? value : unescapeText(value);
}

/** Whether `${…}` spans a whole text, unlike in `${a}-${b}`. */
function isOneInterpolation(text: string): boolean {
  let depth = 0;
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] === '"') {
      at = endOfQuotes(text, at);
    } else if (text[at] === '{') {
      depth += 1;
    } else if (text[at] === '}') {
      depth -= 1;
      if (depth === 0) return at === text.length - 1;
    }
  }
  // Braces within nested strings confuse the count; the parser wraps whole expressions.
  return true;
}

function endOfQuotes(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') {
    at += text[at] === '\\' ? 2 : 1;
  }
  return at;
}

/** One `$` or `%` before a brace interpolates, two are an escape. */
export function interpolates(text: string): boolean {
  return /(?<!\$)\$\{|(?<!%)%\{/.test(text);
}

function unescapeText(text: string): string {
  return text.replace(/\$\$\{/g, '${').replace(/%%\{/g, '%{');
}

function isConstant(value: JsonValue): boolean {
  if (typeof value === 'string') {
    return !interpolates(value);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).every(
      ([key, item]) => !interpolates(key) && isConstant(item as JsonValue),
    );
  }
  return true;
}

function unescape(value: JsonValue): JsonValue {
  if (typeof value === 'string') {
    return unescapeText(value);
  }
  if (Array.isArray(value)) {
    return value.map(unescape);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        unescapeText(key),
        unescape(item as JsonValue),
      ]),
    );
  }
  return value;
}
