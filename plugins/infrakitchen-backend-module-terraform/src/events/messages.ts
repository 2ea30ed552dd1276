import type {
  Diagnostic,
  LogLine,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

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
  return {
    severity: source.severity === 'warning' ? 'warning' : 'error',
    summary: source.summary ?? '',
    ...(source.detail && { detail: source.detail }),
    ...(source.address && { address: source.address }),
    ...(range?.filename && {
      position: {
        file: range.filename,
        ...(range.start?.line && { line: range.start.line }),
        ...(range.start?.column && { column: range.start.column }),
      },
    }),
  };
}
