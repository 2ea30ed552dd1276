import { RE2JS } from 're2js';

const MAX_CACHED = 500;
const cache = new Map<string, RE2JS>();

/**
 * Compiles a pattern in RE2 syntax, which matches in linear time whatever the
 * pattern and the text.
 *
 * @throws an error that says what is wrong with the pattern.
 */
export function compilePattern(pattern: string): RE2JS {
  const known = cache.get(pattern);
  if (known) {
    return known;
  }
  const compiled = RE2JS.compile(pattern);
  if (cache.size >= MAX_CACHED) {
    cache.clear();
  }
  cache.set(pattern, compiled);
  return compiled;
}

/**
 * Whether a text matches a pattern in RE2 syntax; also where that cannot be
 * read, which is for the server to say.
 *
 * @public
 */
export function matchesPattern(pattern: string, text: string): boolean {
  try {
    return compilePattern(pattern).test(text);
  } catch {
    return true;
  }
}

/** What is repeated without end: a group, or one thing. */
const REPEATED_GROUP = /\)(?:[*+?]|\{)/;
const UNBOUNDED = /[*+]|\{\d+,\}/g;
/** More of them, one after the other, cost time to the power of their number. */
const MAX_UNBOUNDED = 2;

/**
 * Whether the engines of browsers may run a pattern. They have to compile it:
 * what RE2 has alone, such as `(?i)` or `[[:alpha:]]`, is an error under their
 * `u` flag, not a difference. And they try every way to match, so that a
 * pattern such as `(a+)+$` would hang the page.
 */
export function isBrowserPattern(pattern: string): boolean {
  // Escaped characters repeat nothing.
  const bare = pattern.replace(/\\./gs, 'x');
  if (
    REPEATED_GROUP.test(bare) ||
    (bare.match(UNBOUNDED)?.length ?? 0) > MAX_UNBOUNDED
  ) {
    return false;
  }
  try {
    return Boolean(new RegExp(pattern, 'u'));
  } catch {
    return false;
  }
}
