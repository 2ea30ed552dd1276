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
 * Whether browsers can compile a pattern too. What RE2 has alone, such as
 * `(?i)` or `[[:alpha:]]`, is an error under their `u` flag, not a difference.
 */
export function isBrowserPattern(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern, 'u'));
  } catch {
    return false;
  }
}
