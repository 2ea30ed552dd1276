import { BlockList, isIPv4 } from 'node:net';
import { Check, Issue, ValuePath } from './types';

function wrong(path: ValuePath, message: string): Issue[] {
  return [{ path, message }];
}

/** The value is a text of this form. */
export function matches(pattern: RegExp, expected: string): Check {
  return (value, path) =>
    typeof value !== 'string' || pattern.test(value)
      ? []
      : wrong(path, `must be ${expected}, but is "${value}"`);
}

/** The value is one of these. */
export function oneOf(options: readonly string[]): Check {
  return (value, path) =>
    typeof value !== 'string' || options.includes(value)
      ? []
      : wrong(path, `must be one of ${options.join(', ')}, but is "${value}"`);
}

/** The value is a number within these bounds, whole unless said otherwise. */
export function between(
  min: number,
  max: number,
  options: { fraction?: boolean } = {},
): Check {
  return (value, path) => {
    if (typeof value !== 'number') {
      return [];
    }
    if (value < min || value > max) {
      return wrong(path, `must be between ${min} and ${max}, but is ${value}`);
    }
    return options.fraction || Number.isInteger(value)
      ? []
      : wrong(path, `must be a whole number, but is ${value}`);
  };
}

/** Every element of a list or set, or every value of a map, passes. */
export function each(check: Check): Check {
  return (value, path) => {
    if (Array.isArray(value)) {
      return value.flatMap((item, index) => check(item, [...path, index]));
    }
    return isRecord(value)
      ? Object.entries(value).flatMap(([key, item]) =>
          check(item, [...path, key]),
        )
      : [];
  };
}

/** The attributes of an object value pass. */
export function fields(checks: Record<string, Check>): Check {
  return (value, path) =>
    isRecord(value)
      ? Object.entries(checks).flatMap(([name, check]) =>
          check(value[name], [...path, name]),
        )
      : [];
}

/** All of these checks pass. */
export function all(...checks: Check[]): Check {
  return (value, path) => checks.flatMap(check => check(value, path));
}

/** The value is present. For attributes of nested objects. */
export const present: Check = (value, path) =>
  value === undefined || value === null ? wrong(path, 'must be given') : [];

/** The value is an IPv4 address range such as `10.0.0.0/16`. */
export const cidr: Check = (value, path) =>
  typeof value !== 'string' || parseCidr(value)
    ? []
    : wrong(
        path,
        `must be an IPv4 range such as 10.0.0.0/16, but is "${value}"`,
      );

/** Names of objects: usable in host names and paths. */
export const objectName: Check = matches(
  /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  'a name of lower case letters, digits and hyphens, at most 63 long, that starts with a letter',
);

/** Whether the first address range lies within the second. */
export function isWithin(inner: string, outer: string): boolean {
  const [innerRange, outerRange] = [parseCidr(inner), parseCidr(outer)];
  if (!innerRange || !outerRange || innerRange.bits < outerRange.bits) {
    return false;
  }
  const block = new BlockList();
  block.addSubnet(outerRange.address, outerRange.bits);
  return block.check(innerRange.address);
}

/** Whether a value is an object with named parts, neither array nor class. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}

function parseCidr(
  text: string,
): { address: string; bits: number } | undefined {
  const [address, bits, ...rest] = text.split('/');
  const valid =
    rest.length === 0 &&
    isIPv4(address) &&
    /^\d{1,2}$/.test(bits ?? '') &&
    Number(bits) <= 32;
  return valid ? { address, bits: Number(bits) } : undefined;
}
