/**
 * Pins a portal to the packages of the Backstage release that it was made for.
 *
 * Each package asks for the others of its release by `^version`, so that the
 * lower ends of these ranges are the release. Without a lock file, Yarn takes
 * their upper ends, which belong to later releases and do not fit together.
 */
'use strict';

const { execFileSync } = require('node:child_process');
const path = require('node:path');

const root = path.resolve(__dirname, '../../..');

/** Of `@backstage/name`: the lower end of a range. */
function backstageOf(manifest) {
  return Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
  })
    .filter(([name]) => name.startsWith('@backstage/'))
    .map(([name, range]) => [name, range.replace(/^[\^~]/, '')])
    .filter(([, version]) => /^\d+\.\d+\.\d+$/.test(version));
}

const numbers = version => version.split('.').map(Number);

function isNewer(a, b) {
  const [left, right] = [numbers(a), numbers(b)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at >= 0 && left[at] > right[at];
}

function readManifests(wanted) {
  const lines = execFileSync(
    'yarn',
    ['npm', 'info', '--json', '--fields', 'name,version,dependencies'].concat(
      wanted.map(([name, version]) => `${name}@${version}`),
    ),
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  return lines
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
}

/** `resolutions` for the release that the manifests of a portal name. */
function pinRelease(manifests) {
  const pins = new Map();
  let found = manifests.flatMap(backstageOf);
  while (found.length > 0) {
    const next = new Map();
    for (const [name, version] of found) {
      if (!pins.has(name) || isNewer(version, pins.get(name))) {
        pins.set(name, version);
        next.set(name, version);
      }
    }
    found = next.size > 0 ? readManifests([...next]).flatMap(backstageOf) : [];
  }
  return Object.fromEntries(pins);
}

module.exports = { pinRelease };
