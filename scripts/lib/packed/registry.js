/**
 * `node registry.js FOLDER` serves the packed packages of the folder as a
 * package registry would, prints its URL, and ends with its input.
 */
'use strict';

const { execFileSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');

// Package managers may refuse what is only a few days old.
const PUBLISHED = '2020-01-01T00:00:00.000Z';

function readPackage(file) {
  const content = fs.readFileSync(file);
  const manifest = JSON.parse(
    execFileSync('tar', ['-xOzf', file, 'package/package.json'], {
      encoding: 'utf8',
    }),
  );
  return {
    content,
    manifest,
    sha1: createHash('sha1').update(content).digest('hex'),
    sha512: createHash('sha512').update(content).digest('base64'),
  };
}

const packages = fs
  .readdirSync(process.argv[2])
  .filter(name => name.endsWith('.tgz'))
  .map(name => readPackage(path.join(process.argv[2], name)));

// Part of every URL: caches then never answer with what an earlier run packed.
const edition = createHash('sha1')
  .update(packages.map(({ sha1 }) => sha1).join())
  .digest('hex')
  .slice(0, 12);

function describe({ manifest, sha1, sha512 }, base) {
  const { name, version } = manifest;
  return {
    name,
    'dist-tags': { latest: version },
    time: { created: PUBLISHED, modified: PUBLISHED, [version]: PUBLISHED },
    versions: {
      [version]: {
        ...manifest,
        dist: {
          tarball: `${base}/tarballs/${sha1}.tgz`,
          shasum: sha1,
          integrity: `sha512-${sha512}`,
        },
      },
    },
  };
}

const server = http.createServer((request, response) => {
  const base = `http://${request.headers.host}/${edition}`;
  const wanted = decodeURIComponent(request.url).slice(edition.length + 2);
  const tarball = packages.find(
    ({ sha1 }) => wanted === `tarballs/${sha1}.tgz`,
  );
  const known = packages.find(({ manifest }) => wanted === manifest.name);
  if (tarball) {
    response.setHeader('content-type', 'application/octet-stream');
    response.end(tarball.content);
  } else if (known) {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(describe(known, base)));
  } else {
    response.statusCode = 404;
    response.end('{}');
  }
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(
    `http://127.0.0.1:${server.address().port}/${edition}\n`,
  );
});
process.stdin.resume().on('end', () => process.exit());
