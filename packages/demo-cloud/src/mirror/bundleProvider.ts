import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { build } from 'esbuild';

const PROGRAM = 'provider.cjs';
const PROTOCOL_FILES = ['tfplugin5.proto', 'controller.proto'];

/** Makes one plain file of the provider, because that starts much faster. */
export async function bundleProvider(options: {
  source: string;
  directory: string;
}): Promise<void> {
  const { source, directory } = options;
  const draft = join(directory, `draft-${randomUUID()}`);
  await mkdir(draft, { recursive: true });
  await build({
    entryPoints: [join(source, 'main.ts')],
    outfile: join(draft, PROGRAM),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    logLevel: 'silent',
  });
  for (const file of PROTOCOL_FILES) {
    await copyFile(join(source, file), join(draft, file));
  }
  for (const file of [PROGRAM, ...PROTOCOL_FILES]) {
    await rename(join(draft, file), join(directory, file));
  }
  await rm(draft, { recursive: true });
}
