import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/**
 * Refuses names that git would not take for a tag or branch, by the rules of
 * `git check-ref-format`, and those that git would take for an option.
 *
 * @throws InputError `invalid_ref`.
 */
export function assertRefName(name: string): void {
  const wrong =
    name === '' ||
    name === '@' ||
    name.startsWith('-') ||
    name.startsWith('/') ||
    /[\p{Cc} ~^:?*[\\]/u.test(name) ||
    /\.\.|@\{|\/\/|\.$|\/$/.test(name) ||
    name.split('/').some(part => part.startsWith('.') || /\.lock$/.test(part));
  if (wrong) {
    throw new InfrakitchenError('InputError', {
      code: 'invalid_ref',
      message:
        'The tag or branch has a name that git does not allow: no spaces, control characters, ~^:?*[\\, "..", "@{" or leading dash',
      culprits: [{ kind: 'field', name: 'ref' }],
    });
  }
}

/** Whether a text is a complete commit id. */
export function isCommitSha(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

const collator = new Intl.Collator('en', { numeric: true });
/** How much of a name is compared for likeness. */
const MAX_COMPARED = 60;

interface VersionTag {
  /** What stands before the version, as in `network/v1.2.0`. */
  prefix: string;
  numbers: number[];
  preRelease?: string[];
}

const VERSION =
  /^(?<prefix>|.*[^0-9.])(?<numbers>\d+(?:\.\d+){1,3})(?:-(?<pre>[0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * Newest version first: plain versions, then those of each prefix, then what
 * is no version.
 */
export function compareTags(a: string, b: string): number {
  const left = parseVersion(a);
  const right = parseVersion(b);
  if (!left || !right) {
    return Number(Boolean(right)) - Number(Boolean(left)) || byName(b, a);
  }
  return (
    byName(left.prefix, right.prefix) ||
    compareVersions(right, left) ||
    byName(a, b)
  );
}

/**
 * Tags that are newer than the newest of some, newest first. Tags with another
 * prefix are of other modules in the repository. Pre-releases count only where
 * the newest is one itself.
 */
export function newerTags(
  used: readonly string[],
  tags: readonly string[],
): string[] {
  const newest = new Map<string, VersionTag>();
  for (const tag of used) {
    const version = parseVersion(tag);
    const before = version && newest.get(version.prefix);
    if (version && (!before || compareVersions(version, before) > 0)) {
      newest.set(version.prefix, version);
    }
  }
  const isNewer = (tag: string) => {
    const version = parseVersion(tag);
    const last = version && newest.get(version.prefix);
    return (
      version !== undefined &&
      last !== undefined &&
      compareVersions(version, last) > 0 &&
      (!version.preRelease || last.preRelease !== undefined)
    );
  };
  return [...new Set(tags)].filter(isNewer).sort(compareTags);
}

/** Natural order: `release-9` before `release-10`. */
export function byName(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : Number(a > b));
}

function parseVersion(tag: string): VersionTag | undefined {
  const groups = VERSION.exec(tag)?.groups;
  return (
    groups && {
      prefix: groups.prefix.replace(/v$/i, ''),
      numbers: groups.numbers.split('.').map(Number),
      preRelease: groups.pre?.split('.'),
    }
  );
}

function compareVersions(a: VersionTag, b: VersionTag): number {
  for (let i = 0; i < 4; i++) {
    const difference = (a.numbers[i] ?? 0) - (b.numbers[i] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  if (!a.preRelease || !b.preRelease) {
    return Number(Boolean(b.preRelease)) - Number(Boolean(a.preRelease));
  }
  for (let i = 0; ; i++) {
    const [left, right] = [a.preRelease[i], b.preRelease[i]];
    if (left === undefined || right === undefined) {
      return Number(right === undefined) - Number(left === undefined);
    }
    const difference = comparePreReleaseParts(left, right);
    if (difference !== 0) {
      return difference;
    }
  }
}

/** As semver orders them: numbers by value and before words. */
function comparePreReleaseParts(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aIsNumber && bIsNumber) {
    return Number(a) - Number(b);
  }
  if (aIsNumber !== bIsNumber) {
    return aIsNumber ? -1 : 1;
  }
  return a < b ? -1 : Number(a > b);
}

/** The names most like the one that was asked for. */
export function nearMatches(
  wanted: string,
  names: readonly string[],
  count = 3,
): string[] {
  const plain = wanted.toLowerCase().slice(0, MAX_COMPARED);
  const tolerance = Math.max(2, Math.floor(plain.length / 3));
  return names
    .map(name => ({
      name,
      distance: editDistance(plain, name.toLowerCase().slice(0, MAX_COMPARED)),
    }))
    .filter(({ distance }) => distance <= tolerance)
    .sort((a, b) => a.distance - b.distance || byName(a.name, b.name))
    .slice(0, count)
    .map(({ name }) => name);
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      current[j] = Math.min(
        previous[j] + 1,
        current[j - 1] + 1,
        previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    }
    previous = current;
  }
  return previous[b.length];
}
