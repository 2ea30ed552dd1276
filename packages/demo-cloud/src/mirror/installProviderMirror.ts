import { createHash, randomUUID } from 'node:crypto';
import {
  mkdir,
  readdir,
  readFile,
  rename,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { packageRoot } from '../paths';
import { bundleProvider } from './bundleProvider';
import { cliConfig, LAUNCHER, packageFile } from './layout';

/**
 * The version of the provider.
 *
 * @public
 */
export const PROVIDER_VERSION = '1.0.0';

/** The registries in which the engines look by default. */
const REGISTRIES = ['registry.terraform.io', 'registry.opentofu.org'];

/**
 * How to install the provider.
 *
 * @public
 */
export interface ProviderMirrorOptions {
  /** Where to; made if need be. */
  directory: string;
  /** The Node.js that the provider runs on; by default the present one. */
  nodePath?: string;
}

/**
 * Where the provider is and what an engine has to be told to use it.
 *
 * @public
 */
export interface ProviderMirror {
  /** The value for TF_CLI_CONFIG_FILE. */
  cliConfigFile: string;
  version: string;
  /** What the environment of the engine must have besides. */
  env: Record<string, string>;
}

/**
 * Installs the provider in a directory, in the layout in which Terraform and
 * OpenTofu look for it. Does nothing when it is there already.
 *
 * @public
 */
export async function installProviderMirror(
  options: ProviderMirrorOptions,
): Promise<ProviderMirror> {
  const directory = resolve(options.directory);
  const nodePath = options.nodePath ?? process.execPath;
  const cliConfigFile = join(directory, 'terraform.rc');
  const stampFile = join(directory, 'provider', 'stamp');
  const stamp = await stampOf(directory, nodePath);
  if ((await contentOf(stampFile)) !== stamp) {
    await installProvider(join(directory, 'provider'), nodePath);
    await installPackages(join(directory, 'mirror'));
    await write(
      cliConfigFile,
      cliConfig(join(directory, 'mirror'), REGISTRIES),
    );
    // The last of all, so that an install cut short is done again.
    await write(stampFile, stamp);
  }
  return {
    cliConfigFile,
    version: PROVIDER_VERSION,
    env: { TF_DISABLE_PLUGIN_TLS: '1' },
  };
}

async function installProvider(
  directory: string,
  nodePath: string,
): Promise<void> {
  await bundleProvider({
    source: join(packageRoot, 'src/provider'),
    directory,
  });
  const link = join(directory, `node.${randomUUID()}`);
  await symlink(nodePath, link);
  await rename(link, join(directory, 'node'));
}

async function installPackages(mirror: string): Promise<void> {
  for (const registry of REGISTRIES) {
    const file = join(mirror, packageFile(registry, PROVIDER_VERSION));
    await write(file, LAUNCHER, 0o755);
  }
}

/** Changes whenever the installed files would. */
async function stampOf(directory: string, nodePath: string): Promise<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([directory, nodePath, PROVIDER_VERSION]));
  hash.update(await readFile(join(packageRoot, 'package.json')));
  for (const folder of ['src/kinds', 'src/mirror', 'src/provider']) {
    const names = await readdir(join(packageRoot, folder));
    for (const name of names.sort()) {
      hash.update(name);
      hash.update(await readFile(join(packageRoot, folder, name)));
    }
  }
  return hash.digest('hex');
}

/** Writes beside and renames: somebody may be reading the file. */
async function write(file: string, text: string, mode = 0o644): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(draft, text, { mode });
  await rename(draft, file);
}

async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
