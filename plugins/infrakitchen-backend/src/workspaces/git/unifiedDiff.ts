import type { WorkspaceClone } from './WorkspaceClone';

const MAX_BYTES = 1_000_000;
const MAX_FILES = 1_000;
const NO_OBJECT = /^0+$/;

/** What is different between two commits, in a folder where one is given. */
export async function unifiedDiff(
  clone: WorkspaceClone,
  [from, to]: [string, string],
  folder?: string,
): Promise<{ text: string; truncated: boolean }> {
  const changed = await changedFiles(clone, [from, to], folder);
  const shown = changed.slice(0, MAX_FILES);
  if (shown.length === 0) {
    return { text: '', truncated: false };
  }
  await clone.ensureFiles(shown.flatMap(({ ids }) => ids));
  const result = await clone.attempt(
    [
      '--literal-pathspecs',
      // Larger ones are told to be different, as binary ones are.
      '-c',
      'core.bigFileThreshold=1m',
      '-c',
      'core.quotePath=false',
      'diff-tree',
      '-p',
      '--no-renames',
      '--no-color',
      '--no-ext-diff',
      '--no-textconv',
      from,
      to,
      '--',
      ...shown.map(({ path }) => path),
    ],
    { maxOutputBytes: MAX_BYTES },
  );
  const cut = result.outcome === 'too_much_output';
  return {
    // A line, or a character, must not be cut in two.
    text: cut
      ? result.stdout.slice(0, result.stdout.lastIndexOf('\n') + 1)
      : result.stdout,
    truncated: cut || shown.length < changed.length,
  };
}

async function changedFiles(
  clone: WorkspaceClone,
  [from, to]: [string, string],
  folder?: string,
): Promise<{ path: string; ids: string[] }[]> {
  const output = await clone.run([
    '--literal-pathspecs',
    'diff-tree',
    '-r',
    '-z',
    '--raw',
    '--no-renames',
    '--no-abbrev',
    from,
    to,
    '--',
    ...(folder === undefined ? [] : [`${folder}/`]),
  ]);
  const parts = output.split('\0').filter(Boolean);
  return Array.from({ length: parts.length >> 1 }, (_, index) => {
    const [oldMode, newMode, oldId, newId] = parts[2 * index]
      .slice(1)
      .split(' ');
    return {
      path: parts[2 * index + 1],
      ids: [
        { mode: oldMode, id: oldId },
        { mode: newMode, id: newId },
      ]
        .filter(({ mode, id }) => mode !== '160000' && !NO_OBJECT.test(id))
        .map(({ id }) => id),
    };
  });
}
