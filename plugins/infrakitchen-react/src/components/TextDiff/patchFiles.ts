import { parsePatch, type StructuredPatch } from 'diff';
import type { DiffRow } from './diffRows';

/** One file of a patch. */
export interface PatchFile {
  /** Empty where the patch does not tell it. */
  path: string;
  change: 'added' | 'removed' | 'changed';
  rows: DiffRow[];
  added: number;
  removed: number;
  /** Its lines could not be read, as where the patch was cut off in it. */
  isUnreadable?: boolean;
}

/**
 * Files of a patch as git writes it. Each is read by itself, so that one that
 * was cut off hides no other.
 */
export function toPatchFiles(text: string): PatchFile[] {
  return text
    .split(/^(?=diff --git )/m)
    .filter(part => part.trim() !== '')
    .map(toFile);
}

function toFile(text: string): PatchFile {
  const [header] = text.split(/^@@ /m, 1);
  const file = {
    path: pathOf(header),
    change: changeOf(header),
    ...{ rows: [], added: 0, removed: 0 },
  };
  try {
    const rows = parsePatch(text).flatMap(toRows);
    const count = (kind: DiffRow['kind']) =>
      rows.filter(row => row.kind === kind).length;
    return { ...file, rows, added: count('added'), removed: count('removed') };
  } catch {
    return { ...file, isUnreadable: true };
  }
}

function pathOf(header: string): string {
  const [after] = header.match(/^\+\+\+ (?!\/dev\/null).*$/m) ?? [];
  const [before] = header.match(/^--- (?!\/dev\/null).*$/m) ?? [];
  const name = (after ?? before)?.slice(4).trim();
  if (name) {
    return name.replace(/^"?[ab]\//, '').replace(/"$/, '');
  }
  return header.match(/^diff --git .* b\/(.*)$/m)?.[1] ?? '';
}

function changeOf(header: string): PatchFile['change'] {
  if (/^new file mode /m.test(header)) {
    return 'added';
  }
  return /^deleted file mode /m.test(header) ? 'removed' : 'changed';
}

const kinds = { '+': 'added', '-': 'removed', ' ': 'same' } as const;

function toRows(patch: StructuredPatch): DiffRow[] {
  return patch.hunks.flatMap((hunk, index): DiffRow[] => [
    ...(hunk.newStart > 1
      ? [
          {
            kind: 'gap' as const,
            key: `${index}`,
            line: hunk.newStart,
          },
        ]
      : []),
    ...hunk.lines
      // Such as that there is no end of line at the end.
      .filter(line => line[0] in kinds)
      .map((line, at) => ({
        kind: kinds[line[0] as keyof typeof kinds],
        key: `${index}:${at}`,
        text: line.slice(1),
      })),
  ]);
}
