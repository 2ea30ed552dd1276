import type { JsonValue } from '@backstage/types';
import type { Marks } from './planJson';

/** Whether a whole value carries a mark. */
export function isMarked(marks: Marks): boolean {
  return marks === true;
}

/** The marks of one member of a value. */
export function marksAt(marks: Marks, key: string | number): Marks {
  if (typeof marks !== 'object' || marks === null) {
    return undefined;
  }
  return Object.hasOwn(marks, key)
    ? (marks as Record<string | number, Marks>)[key]
    : undefined;
}

/** Whether anything in a structure of marks is set. */
export function hasMarks(marks: Marks): boolean {
  if (typeof marks !== 'object' || marks === null) {
    return marks === true;
  }
  return Object.values(marks).some(hasMarks);
}

/** Shorter ones would mask half of every log. */
const shortestSecret = 4;
const harmless = new Set(['true', 'false', 'null']);

/** Collects the texts below every mark. */
export function collectMarked(
  value: JsonValue | undefined,
  marks: Marks,
  into: Set<string>,
) {
  if (value === undefined || value === null || !marks) {
    return;
  }
  if (isMarked(marks)) {
    collectTexts(value, into);
  } else if (typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      collectMarked(item as JsonValue, marksAt(marks, key), into);
    }
  }
}

/** Collects every text of a value. */
export function collectTexts(value: JsonValue | undefined, into: Set<string>) {
  if (value === undefined || value === null || typeof value === 'boolean') {
    return;
  }
  if (typeof value === 'object') {
    Object.values(value).forEach(item => collectTexts(item as JsonValue, into));
    return;
  }
  const text = String(value);
  if (text.length >= shortestSecret && !harmless.has(text)) {
    into.add(text);
  }
}
