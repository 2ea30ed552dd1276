/**
 * A text somewhere in the answer of a host, whose shape is not to be trusted.
 *
 * @public
 */
export function textAt(
  body: unknown,
  ...path: (string | number)[]
): string | undefined {
  const found = path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string | number, unknown>)[key]
        : undefined,
    body,
  );
  return typeof found === 'string' ? found : undefined;
}
