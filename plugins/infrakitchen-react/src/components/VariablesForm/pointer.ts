import type { JsonValue } from '@backstage/types';
import type { Translate } from './translation';

/** The JSON pointer (RFC 6901) of a member, from that of its owner. */
export function memberPointer(pointer: string, member: string | number) {
  const escaped = String(member).replace(/~/g, '~0').replace(/\//g, '~1');
  return `${pointer}/${escaped}`;
}

/** The names and positions that lead to a place. */
export function pointerSteps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(step => step.replace(/~1/g, '/').replace(/~0/g, '~'));
}

/** A place in words, such as `entry 2, cidr`. */
export function placeText(
  t: Translate,
  pointer: string,
  value: unknown,
): string {
  let at = value;
  return pointerSteps(pointer)
    .map(step => {
      const inList = Array.isArray(at);
      at = (at as Record<string, JsonValue> | undefined)?.[step];
      return inList
        ? t('place.entry', { number: String(Number(step) + 1) })
        : step || t('place.unnamedEntry');
    })
    .join(', ');
}

/** Whether a place is another one or lies in it. */
export function isWithin(pointer: string, outer: string): boolean {
  return pointer === outer || pointer.startsWith(`${outer}/`);
}
