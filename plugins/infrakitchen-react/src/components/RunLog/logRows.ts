import {
  withoutStyles,
  type LogLine,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Levels from chatty to grave. */
export const levels: LogLine['level'][] = ['debug', 'info', 'warn', 'error'];

/** A row of the log: a line or the heading of a phase. */
export type LogRow =
  | { kind: 'phase'; key: string; phase: LogLine['phase'] }
  | { kind: 'line'; key: string; line: LogLine };

/** Key of the row of a line. */
export function lineKey(seq: number): string {
  return `line:${seq}`;
}

/** Rows to show: matching lines below the headings of their phases. */
export function toLogRows(
  lines: LogLine[],
  search: string,
  minLevel: LogLine['level'],
): LogRow[] {
  const text = search.trim().toLowerCase();
  const least = levels.indexOf(minLevel);
  const rows: LogRow[] = [];
  let phase: LogLine['phase'] | undefined;
  for (const line of lines) {
    if (
      levels.indexOf(line.level) < least ||
      (text !== '' && !withoutStyles(line.message).toLowerCase().includes(text))
    ) {
      continue;
    }
    if (line.phase !== phase) {
      phase = line.phase;
      rows.push({ kind: 'phase', key: `phase:${line.seq}`, phase });
    }
    rows.push({ kind: 'line', key: lineKey(line.seq), line });
  }
  return rows;
}

/** The whole log as text. */
export function toLogText(lines: LogLine[]): string {
  return lines
    .map(
      line =>
        `${line.at} [${line.phase}] ${line.level.toUpperCase()} ${withoutStyles(
          line.message,
        )}\n`,
    )
    .join('');
}
