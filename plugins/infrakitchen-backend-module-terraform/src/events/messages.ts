import type {
  Diagnostic,
  DiagnosticSnippet,
  LogLine,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { cleanText } from './text';

/** Fields of the engine's `-json` messages that are read here. */
export interface EngineMessage {
  '@level'?: string;
  '@message'?: string;
  '@timestamp'?: string;
  type?: string;
  change?: { resource?: MessageResource; action?: string };
  hook?: {
    resource?: MessageResource;
    action?: string;
    id_value?: string;
  };
  diagnostic?: EngineDiagnostic;
  outputs?: Record<string, unknown>;
}

/** An object of the configuration as messages name it. */
export interface MessageResource {
  addr?: string;
  resource_type?: string;
}

/** A diagnostic as the engine writes it. */
export interface EngineDiagnostic {
  severity?: string;
  summary?: string;
  detail?: string;
  address?: string;
  range?: { filename?: string; start?: { line?: number; column?: number } };
  snippet?: EngineSnippet;
}

/** The code that a diagnostic is about; offsets count bytes. */
export interface EngineSnippet {
  context?: string | null;
  code?: string;
  start_line?: number;
  highlight_start_offset?: number;
  highlight_end_offset?: number;
  values?: { traversal?: string; statement?: string }[];
}

const levels: Record<string, LogLine['level']> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  error: 'error',
};

/** The level of a log line; what is not known is info. */
export function toLevel(level: string | undefined): LogLine['level'] {
  return levels[level ?? ''] ?? 'info';
}

/** Whether a parsed line is a message of the engine and not some other JSON. */
export function isEngineMessage(value: unknown): value is EngineMessage {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as EngineMessage)['@message'] === 'string' &&
    typeof (value as EngineMessage)['@level'] === 'string'
  );
}

/** Brings a diagnostic of the engine into our shape. */
export function toDiagnostic(source: EngineDiagnostic): Diagnostic {
  const { range } = source;
  const snippet = toSnippet(source.snippet);
  return {
    severity: source.severity === 'warning' ? 'warning' : 'error',
    summary: cleanText(source.summary ?? ''),
    ...(source.detail && { detail: cleanText(source.detail) }),
    ...(source.address && { address: source.address }),
    ...(range?.filename && {
      position: {
        file: range.filename,
        ...(range.start?.line && { line: range.start.line }),
        ...(range.start?.column && { column: range.start.column }),
      },
    }),
    ...(snippet && { snippet }),
  };
}

function toSnippet(
  source: EngineSnippet | undefined,
): DiagnosticSnippet | undefined {
  const { code, start_line: startLine } = source ?? {};
  if (!source || !code || !startLine) {
    return undefined;
  }
  const bytes = Buffer.from(code);
  const at = (offset = 0) =>
    cleanText(bytes.toString('utf8', 0, offset)).length;
  const start = at(source.highlight_start_offset);
  const end = at(source.highlight_end_offset);
  return {
    code: cleanText(code),
    startLine,
    ...(source.context && { context: source.context }),
    ...(end > start && { highlight: { start, end } }),
    values: (source.values ?? []).flatMap(({ traversal, statement }) =>
      traversal && statement
        ? [{ expression: traversal, statement: cleanText(statement) }]
        : [],
    ),
  };
}
