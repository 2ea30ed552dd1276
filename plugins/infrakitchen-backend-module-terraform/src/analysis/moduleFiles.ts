import { open, readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { EngineInfo } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { limits } from './limits';

/** A file of a module. */
export interface ModuleFile {
  name: string;
  content: string;
  json: boolean;
  /** Changes what other files declare instead of declaring something. */
  override: boolean;
}

/** Where a module is and which engine reads it. */
export interface ModuleLocation {
  root: string;
  path: string;
  /** Without it, files for OpenTofu only are read too. */
  kind?: EngineInfo['kind'];
}

/** Reads the configuration files of one folder, in the order in which the engine does. */
export async function readModuleFiles(
  location: ModuleLocation,
): Promise<ModuleFile[]> {
  const { root, folder } = await locate(location);
  // A folder may be called like a file; the engine passes it over.
  const entries = await readdir(folder, { withFileTypes: true });
  const names = chooseFiles(
    entries.filter(entry => !entry.isDirectory()).map(({ name }) => name),
    location.kind,
  );
  if (names.length === 0) {
    throw new InfrakitchenError('InputError', {
      code: 'module_empty',
      message: `There are no Terraform files in "${location.path}".`,
      culprits: [{ kind: 'file', name: location.path }],
    });
  }
  if (names.length > limits.files) {
    throw tooLarge(
      location.path,
      `${names.length} files, ${limits.files} are allowed`,
    );
  }
  const files: ModuleFile[] = [];
  let bytes = 0;
  for (const name of names) {
    const content = await readContained(
      root,
      join(folder, name),
      limits.bytes - bytes,
      location,
    );
    bytes += Buffer.byteLength(content);
    files.push({ name, content, ...classify(name) });
  }
  return files;
}

async function locate({
  root,
  path,
}: ModuleLocation): Promise<{ root: string; folder: string }> {
  const steps = path.split(/[/\\]/);
  if (isAbsolute(path) || path.includes('\0') || steps.includes('..')) {
    throw outside(path);
  }
  const realRoot = await realpath(root);
  const folder = await realpath(join(realRoot, path)).catch(() => undefined);
  if (folder !== undefined && !isWithin(realRoot, folder)) {
    throw outside(path);
  }
  if (folder === undefined || !(await stat(folder)).isDirectory()) {
    throw new InfrakitchenError('NotFoundError', {
      code: 'path_not_found',
      message: `There is no folder "${path}" in the repository.`,
      culprits: [{ kind: 'file', name: path }],
    });
  }
  return { root: realRoot, folder };
}

/** Reads a file after resolving every link, and never more of it than is allowed. */
async function readContained(
  root: string,
  path: string,
  allowedBytes: number,
  location: ModuleLocation,
): Promise<string> {
  const name = relative(root, path).split(sep).join('/');
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) {
    throw unusable(name, 'is a link that leads nowhere');
  }
  if (!isWithin(root, real)) {
    throw outside(name);
  }
  const file = await open(real, 'r');
  try {
    const stats = await file.stat();
    if (!stats.isFile()) {
      throw unusable(name, 'is not a file');
    }
    if (stats.size > allowedBytes) {
      throw tooLarge(location.path, `more than ${limits.bytes} bytes`);
    }
    const content = await file.readFile('utf8');
    // The engine takes a byte order mark in its own syntax, not in JSON.
    return path.endsWith('.json') ? content : content.replace(/^\ufeff/, '');
  } finally {
    await file.close();
  }
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function chooseFiles(
  names: string[],
  kind: EngineInfo['kind'] | undefined,
): string[] {
  const pattern =
    kind === 'terraform' ? /\.tf(\.json)?$/ : /\.(tf|tofu)(\.json)?$/;
  const all = new Set(
    names.filter(name => pattern.test(name) && !/^\.|~$|^#.*#$/.test(name)),
  );
  // To OpenTofu, main.tofu stands in for main.tf.
  const replaced = (name: string) =>
    all.has(name.replace(/\.tf(\.json)?$/, '.tofu$1'));
  return [...all]
    .filter(name => !/\.tf(\.json)?$/.test(name) || !replaced(name))
    .sort();
}

function classify(name: string): { json: boolean; override: boolean } {
  const base = name.replace(/\.(tf|tofu)(\.json)?$/, '');
  return {
    json: name.endsWith('.json'),
    override: base === 'override' || base.endsWith('_override'),
  };
}

function outside(path: string) {
  return new InfrakitchenError('InputError', {
    code: 'path_outside_repository',
    message: `"${path}" leads out of the repository.`,
    culprits: [{ kind: 'file', name: path }],
  });
}

function unusable(name: string, complaint: string) {
  return new InfrakitchenError('InputError', {
    code: 'module_invalid',
    message: `"${name}" ${complaint}.`,
    culprits: [{ kind: 'file', name }],
  });
}

function tooLarge(path: string, what: string) {
  return new InfrakitchenError('InputError', {
    code: 'module_too_large',
    message: `The module in "${path}" is too large: ${what}.`,
    culprits: [{ kind: 'file', name: path }],
  });
}
