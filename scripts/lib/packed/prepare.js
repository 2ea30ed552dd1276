/**
 * `node prepare.js PROJECT REGISTRY PORT WORK` gets a fresh portal ready for
 * this machine: where packages come from, and what is configured besides the
 * guide. None of it stands in for a step of the guide.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const YAML = require('yaml');
const { pinRelease } = require('./release');

const [project, registry, port, work] = process.argv.slice(2);
const root = path.resolve(__dirname, '../../..');
const of = name => path.join(project, name);
const readJson = file => JSON.parse(fs.readFileSync(file, 'utf8'));

// To begin with: versions that the repository is tested with, and that caches
// have. create-app fetches a lock file of its release, where it can.
fs.copyFileSync(path.join(root, 'yarn.lock'), of('yarn.lock'));
const manifest = readJson(of('package.json'));
const { 'better-sqlite3': _, ...resolutions } = readJson(
  path.join(root, 'package.json'),
).resolutions;
manifest.resolutions = {
  ...resolutions,
  ...manifest.resolutions,
  ...pinRelease([
    manifest,
    readJson(of('packages/app/package.json')),
    readJson(of('packages/backend/package.json')),
  ]),
};
fs.writeFileSync(of('package.json'), JSON.stringify(manifest, null, 2));

const { hostname } = new URL(registry);
const yarn = YAML.parse(fs.readFileSync(of('.yarnrc.yml'), 'utf8'));
yarn.npmScopes = { infrakitchen: { npmRegistryServer: registry } };
yarn.unsafeHttpWhitelist = [hostname];
fs.writeFileSync(of('.yarnrc.yml'), YAML.stringify(yarn));

const url = `http://localhost:${port}`;
const file = (target, ...kinds) => ({
  type: 'file',
  target,
  ...(kinds.length && { rules: [{ allow: kinds }] }),
});
fs.writeFileSync(
  of('app-config.packed.yaml'),
  YAML.stringify({
    app: { baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { port: Number(port) },
      cors: { origin: url },
      csp: { 'upgrade-insecure-requests': false },
      database: {
        client: 'better-sqlite3',
        connection: { directory: of('database') },
      },
    },
    auth: {
      providers: { guest: { dangerouslyAllowOutsideDevelopment: true } },
    },
    integrations: { github: [] },
    catalog: {
      locations: [
        file('../../examples/entities.yaml'),
        file('../../examples/org.yaml', 'User', 'Group'),
        file(path.join(__dirname, 'entities.yaml'), 'Component', 'Template'),
      ],
    },
    search: {
      // Sooner than anybody needs it.
      collators: {
        infrakitchen: {
          schedule: {
            frequency: { seconds: 20 },
            timeout: { minutes: 1 },
            initialDelay: { seconds: 3 },
          },
        },
      },
    },
    infrakitchen: {
      workingDirectory: of('work'),
      git: { localRoots: [path.join(work, 'modules')] },
      access: {
        // Whom the portal signs in.
        grants: [{ principal: 'user:development/guest', role: 'admin' }],
      },
    },
  }),
);
