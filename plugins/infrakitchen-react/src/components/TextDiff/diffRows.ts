import type { Change } from 'diff';

/** A line of a comparison, or how many lines that are alike were folded away. */
export type DiffRow =
  | { kind: 'added' | 'removed' | 'same'; key: string; text: string }
  | { kind: 'fold'; key: string; count: number }
  /** Says where the lines below it are; those between are not known. */
  | { kind: 'gap'; key: string; line: number };

/** Lines that are alike and stay in view on each side of a change. */
const CONTEXT = 3;

/** Lines of a comparison, those far from any change folded away. */
export function toDiffRows(changes: Change[]): DiffRow[] {
  return changes.flatMap((change, index) => {
    const lines = linesOf(change.value);
    const row = (text: string, line: number): DiffRow => ({
      kind: kindOf(change),
      key: `${index}:${line}`,
      text,
    });
    if (kindOf(change) !== 'same') {
      return lines.map(row);
    }
    const head = index === 0 ? 0 : CONTEXT;
    const tail = index === changes.length - 1 ? 0 : CONTEXT;
    const folded = lines.length - head - tail;
    if (folded <= 1) {
      return lines.map(row);
    }
    const rows = lines.map(row);
    return [
      ...rows.slice(0, head),
      { kind: 'fold' as const, key: `${index}:fold`, count: folded },
      ...rows.slice(rows.length - tail, rows.length),
    ];
  });
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') {
    lines.pop();
  }
  return lines;
}

function kindOf(change: Change): 'added' | 'removed' | 'same' {
  if (change.added) {
    return 'added';
  }
  return change.removed ? 'removed' : 'same';
}
