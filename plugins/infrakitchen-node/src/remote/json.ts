/**
 * A text somewhere in the answer of a host, whose shape is not to be trusted.
 *
 * @public
 */
export function textAt(
  body: unknown,
  ...path: (string | number)[]
): string | undefined {
  const found = valueAt(body, path);
  return typeof found === 'string' ? found : undefined;
}

/**
 * A whole number that is not negative, in digits, somewhere in the answer of a
 * host; ids and counts are such.
 *
 * @public
 */
export function idAt(
  body: unknown,
  ...path: (string | number)[]
): string | undefined {
  const found = valueAt(body, path);
  return Number.isSafeInteger(found) && Number(found) >= 0
    ? String(found)
    : undefined;
}

function valueAt(body: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string | number, unknown>)[key]
        : undefined,
    body,
  );
}
