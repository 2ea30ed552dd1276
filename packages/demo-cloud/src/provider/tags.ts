import { isRecord } from '../kinds/checks';
import { ObjectValue, UNKNOWN, UnknownValue, Value } from './values';

/** Tags that the provider gives to every object. */
export type DefaultTags = Record<string, Value>;

/** The tags that the cloud gets to see. */
export function allTags(defaults: DefaultTags, own: Value): Value {
  return own instanceof UnknownValue
    ? UNKNOWN
    : { ...defaults, ...asTags(own) };
}

/**
 * The tags that the configuration is responsible for, out of those that the
 * cloud shows. A tag that equals a default counts as own only if it was so
 * before.
 */
export function ownTags(
  defaults: DefaultTags,
  shown: Value,
  before: Value,
): Value {
  const previous = asTags(before);
  const own = Object.entries(asTags(shown)).filter(
    ([key, value]) => defaults[key] !== value || Object.hasOwn(previous, key),
  );
  return own.length === 0 && before === null ? null : Object.fromEntries(own);
}

function asTags(value: Value): ObjectValue {
  return isRecord(value) ? (value as ObjectValue) : {};
}
