import { createHash } from 'node:crypto';
import type { FolderFiles } from './git';

/**
 * Tells whether a folder is as it was: equal for the same files with the same
 * content, whatever order they come in.
 */
export function filesDigest(files: FolderFiles): string {
  const hash = createHash('sha256');
  for (const path of Object.keys(files).sort()) {
    // Lengths keep a name apart from the content behind it.
    for (const text of [path, files[path]]) {
      hash.update(`${Buffer.byteLength(text)}\n`).update(text);
    }
  }
  return hash.digest('hex');
}
