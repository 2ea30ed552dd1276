import type { Refusal } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Why something is refused, as sentences that may follow each other. */
export function refusalSentences(refusals: Refusal[]): string[] {
  return refusals.map(({ message }) =>
    message.endsWith('.') ? message : `${message}.`,
  );
}
