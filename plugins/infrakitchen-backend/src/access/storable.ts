import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';

const MAX_DEPTH = 150;

/**
 * Refuses what cannot be stored or walked through: PostgreSQL has no text with
 * NUL in it, and JSON may nest deeper than a stack is high.
 *
 * @throws InputError `invalid_request`
 */
export function assertStorable(...given: unknown[]): void {
  let level = given;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) {
      throw unstorable(`nests deeper than ${MAX_DEPTH} levels`);
    }
    if (
      level.some(value => typeof value === 'string' && value.includes('\0'))
    ) {
      throw unstorable('holds a NUL character; remove it');
    }
    level = level
      .filter(value => typeof value === 'object' && value !== null)
      .flatMap(value => Object.entries(value as object).flat());
  }
}

function unstorable(why: string): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'invalid_request',
    message: `The request ${why}`,
  });
}
