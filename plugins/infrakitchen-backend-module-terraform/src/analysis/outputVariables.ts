import type { JsonValue } from '@backstage/types';
import type { Declaration } from './declarations';
import { interpolates } from './expressions';

/** Tells which variables an expression of a module shows. */
export type ShownVariables = (expression: JsonValue | undefined) => string[];

/**
 * Follows `var.…` and `local.…` through the locals of a module, but neither
 * through resources nor through modules: what they do with a value is not
 * written in the module.
 */
export function createShownVariables(locals: Declaration[]): ShownVariables {
  // An override may declare a local again; either may hold.
  const named = new Map<string, JsonValue[]>();
  for (const { body } of locals) {
    for (const [name, value] of Object.entries(body)) {
      named.set(name, [...(named.get(name) ?? []), value!]);
    }
  }
  return expression => {
    const found = new Set<string>();
    const seen = new Set<string>();
    const left = [expression];
    while (left.length > 0) {
      for (const [, kind, name] of references(left.pop())) {
        if (kind === 'var') {
          found.add(name);
        } else if (!seen.has(name)) {
          seen.add(name);
          left.push(...(named.get(name) ?? []));
        }
      }
    }
    return [...found].sort();
  };
}

const reference =
  /(?<![\p{ID_Continue}.-])(var|local)\s*\.\s*([\p{ID_Start}_][\p{ID_Continue}-]*)/gu;

function references(value: JsonValue | undefined): RegExpMatchArray[] {
  if (typeof value === 'string') {
    // What is declared as not sensitive is the author's to judge.
    return interpolates(value) && !/\bnonsensitive\s*\(/.test(value)
      ? [...value.matchAll(reference)]
      : [];
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, item]) => [
        ...references(key),
        ...references(item),
      ])
    : [];
}
