import {
  withoutStyles,
  type Diagnostic,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { EngineEvent } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { SpoolLine } from '../process/LineSplitter';
import {
  EngineMessage,
  isEngineMessage,
  toDiagnostic,
  toLevel,
} from './messages';
import { toProgress } from './progress';
import { cutMark, styledText } from './text';

/** An event whose offset and time are not known yet. */
type Draft = Omit<EngineEvent, 'offset' | 'at'>;

/**
 * Turns one line of engine output into events, one per line of text. Only
 * fields that are meant for machines are read.
 */
export function toEvents(line: SpoolLine): EngineEvent[] {
  const message = parseMessage(line);
  const at = toTime(message?.['@timestamp']);
  const drafts = (message ? fromMessage(message, at) : fromText(line)).flatMap(
    splitLines,
  );
  return drafts.map((draft, index) => ({
    ...draft,
    at,
    // Until the last one is stored, the line is read again from its start.
    offset: index === drafts.length - 1 ? line.end : line.start,
  }));
}

function parseMessage(line: SpoolLine): EngineMessage | undefined {
  if (line.cut || !line.text.startsWith('{')) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(line.text);
    return isEngineMessage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function toTime(timestamp: string | undefined): string {
  const time = timestamp ? new Date(timestamp) : new Date();
  return Number.isNaN(time.getTime())
    ? new Date().toISOString()
    : time.toISOString();
}

function fromText(line: SpoolLine): Draft[] {
  const text = line.cut
    ? `${line.text} ${cutMark(line.bytes, 'bytes')}`
    : line.text;
  return [{ level: 'info', message: text }];
}

function fromMessage(message: EngineMessage, at: string): Draft[] {
  const level = toLevel(message['@level']);
  const text = message['@message'] ?? '';
  switch (message.type) {
    case 'diagnostic':
      return message.diagnostic
        ? fromDiagnostic(toDiagnostic(message.diagnostic))
        : [{ level, message: text }];
    case 'outputs':
      // Output values do not belong into a log.
      return [
        {
          level,
          message: `Outputs: ${Object.keys(message.outputs ?? {}).join(', ')}`,
        },
      ];
    case 'refresh_start':
    case 'refresh_complete':
      return [{ level: 'debug', message: text }];
    default: {
      const progress = toProgress(message, at);
      return [{ level, message: text, ...(progress && { progress }) }];
    }
  }
}

function fromDiagnostic(diagnostic: Diagnostic): Draft[] {
  const level = diagnostic.severity === 'error' ? 'error' : 'warn';
  const { file, line } = diagnostic.position ?? {};
  const place = [
    diagnostic.address && `with ${diagnostic.address}`,
    file && `in ${file}${line ? `, line ${line}` : ''}`,
  ].filter(Boolean);
  const details = [place.join(', '), diagnostic.detail]
    .filter((text): text is string => Boolean(text))
    .map(message => ({ level, message } as Draft));
  const title = diagnostic.severity === 'error' ? 'Error' : 'Warning';
  return [
    { level, message: `${title}: ${diagnostic.summary}`, diagnostic },
    ...details,
  ];
}

function splitLines(draft: Draft): Draft[] {
  const [first, ...others] = styledText(draft.message)
    .split('\n')
    .map(text => text.trimEnd());
  return [
    { ...draft, message: first },
    ...others
      .filter(text => withoutStyles(text).trim())
      .map(message => ({ level: draft.level, message })),
  ];
}
