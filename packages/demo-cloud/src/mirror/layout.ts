import { arch, platform } from 'node:process';

const ADDRESS = 'infrakitchen/democloud';
const ARCHITECTURES: Record<string, string> = { x64: 'amd64', ia32: '386' };

/**
 * What the engine takes for the provider.
 *
 * It finds everything else by its own place in the mirror, so that its text,
 * and with it the checksum in lock files, is the same on every machine and
 * for every Node.js. It calls nothing but the shell: an engine's environment
 * may have no PATH.
 */
export const LAUNCHER = `#!/bin/sh
here=\${0%/*}
provider=$(CDPATH='' cd -P -- "$here/../../../../../../provider" && pwd -P) || exit 1
exec "$provider/node" "$provider/provider.cjs"
`;

/** Where in a mirror an engine looks for the provider. */
export function packageFile(registry: string, version: string): string {
  const target = `${platform}_${ARCHITECTURES[arch] ?? arch}`;
  return `${registry}/${ADDRESS}/${version}/${target}/terraform-provider-democloud_v${version}`;
}

/** Makes the engine take the provider from the mirror, and from there only. */
export function cliConfig(mirror: string, registries: string[]): string {
  const ours = JSON.stringify(
    registries.map(registry => `${registry}/${ADDRESS}`),
  );
  return `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ${ours}
  }
  direct {
    exclude = ${ours}
  }
}
`;
}
