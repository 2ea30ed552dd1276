import type { JsonObject } from '@backstage/types';
import { isFieldVisible } from './conditions';
import { KEPT_SECRET, secretFieldsOf, type ConfigSchema } from './configSchema';

/**
 * Secrets that an edit would send to another host than the one they were
 * stored for: those that it keeps, where it changes a field that is marked
 * `destination: true`. Whoever changes the host has to know the secrets.
 *
 * @returns sentences; nothing where all is well.
 * @public
 */
export function movedSecrets(
  schema: ConfigSchema,
  stored: JsonObject,
  sent: JsonObject,
): string[] {
  const moved = Object.entries(schema.properties)
    .filter(([, field]) => field.destination === true)
    .filter(([name]) => Object.hasOwn(sent, name))
    .filter(([name, field]) => {
      const [before, after] = [stored[name], sent[name]].map(
        value => value ?? field.default,
      );
      return before !== after;
    })
    .map(([name]) => name);
  if (moved.length === 0) {
    return [];
  }
  const { texts, maps } = secretFieldsOf(schema);
  const chosen = { ...stored, ...sent };
  return (
    [...texts, ...maps]
      .filter(name => Object.hasOwn(stored, name) && isKept(sent, name))
      // One of another way to sign in is dropped.
      .filter(name => isFieldVisible(schema, name, chosen))
      .map(
        name =>
          `config.${name} was stored for another ${moved.join(
            ' and ',
          )}: give it again, or clear it`,
      )
  );
}

function isKept(sent: JsonObject, name: string): boolean {
  const value = sent[name];
  return (
    value === undefined ||
    value === KEPT_SECRET ||
    (typeof value === 'object' &&
      value !== null &&
      Object.values(value).includes(KEPT_SECRET))
  );
}
