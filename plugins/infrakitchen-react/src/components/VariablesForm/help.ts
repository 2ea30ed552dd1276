const units: Array<[RegExp, string]> = [
  [/^(gib|gibibytes?)$/, 'GiB'],
  [/^(mib|mebibytes?)$/, 'MiB'],
  [/^(tib|tebibytes?)$/, 'TiB'],
  [/^(kib|kibibytes?)$/, 'KiB'],
  [/^(gb|gigabytes?)$/, 'GB'],
  [/^(mb|megabytes?)$/, 'MB'],
  [/^(tb|terabytes?)$/, 'TB'],
  [/^(kb|kilobytes?)$/, 'kB'],
  [/^bytes?$/, 'bytes'],
  [/^(ms|millis|milliseconds?)$/, 'ms'],
  [/^(secs?|seconds?)$/, 'seconds'],
  [/^(mins|minutes?)$/, 'minutes'],
  [/^hours?$/, 'hours'],
  [/^days?$/, 'days'],
  [/^weeks?$/, 'weeks'],
  [/^months?$/, 'months'],
  [/^years?$/, 'years'],
  [/^(percent|percentage|pct|%)$/, '%'],
  [/^vcpus?$/, 'vCPU'],
  [/^iops$/, 'IOPS'],
  [/^mbps$/, 'Mbit/s'],
  [/^gbps$/, 'Gbit/s'],
];

function unitNamed(word: string | undefined): string | undefined {
  const lower = word?.toLowerCase() ?? '';
  return units.find(([pattern]) => pattern.test(lower))?.[1];
}

/**
 * The unit of a number, which modules tell in the name (`retention_in_days`)
 * or in the description ("Size of the disk, in GiB", "Timeout (seconds)").
 */
export function unitOf(name: string, description = ''): string | undefined {
  const byName = unitNamed(name.split(/[_-]/).pop());
  if (byName) {
    return byName;
  }
  const told = description.matchAll(
    /(?:\bin|\(in|\(|\bnumber of)\s+([A-Za-z%]+)|\(([A-Za-z%]+)\)/g,
  );
  for (const [, after, alone] of told) {
    const unit = unitNamed(after ?? alone);
    if (unit) {
      return unit;
    }
  }
  return undefined;
}

const item =
  /^(\s*)[-*+]\s+[`'"*_]*([A-Za-z_][\w-]*)[`'"*_]*\s*(?:[-:–—=]\s*|(?=\())(.*)$/;

/** What a description says about a variable, and about its attributes. */
export interface DescriptionParts {
  /** Without the list of attributes. */
  text: string;
  /** By the names that lead to an attribute, joined by dots. */
  attributes: Record<string, string>;
}

/**
 * Takes a description apart that lists the attributes of an object, so that
 * each can be told where it is asked for:
 *
 * - `cidr` - (Required) The range of the subnet.
 *
 * Deeper items belong to the attribute above them.
 */
export function splitDescription(description = ''): DescriptionParts {
  const attributes: Record<string, string> = {};
  const text: string[] = [];
  const above: Array<{ indent: number; path: string }> = [];
  let last: string | undefined;
  for (const line of description.split('\n')) {
    const found = item.exec(line);
    if (found) {
      const [, space, name, told] = found;
      while (
        above.length > 0 &&
        above[above.length - 1].indent >= space.length
      ) {
        above.pop();
      }
      const path = [above[above.length - 1]?.path, name]
        .filter(Boolean)
        .join('.');
      above.push({ indent: space.length, path });
      attributes[path] = told.trim();
      last = path;
    } else if (last && /^\s+\S/.test(line) && !/^\s*[-*+]\s/.test(line)) {
      attributes[last] = `${attributes[last]} ${line.trim()}`.trim();
    } else {
      last = undefined;
      text.push(line);
    }
  }
  return { text: text.join('\n').trim(), attributes };
}
