import path from 'node:path';
import type {
  Diagnostic,
  DiagnosticSnippet,
  SourcePosition,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Redactor } from './Redactor';

/** Where the checkout of the module is, as the engine sees it. */
const CHECKOUT = 'source';
/** Where the engine keeps what it fetched itself. */
const FETCHED = '.terraform';

const limits = {
  summary: 1_000,
  detail: 4_000,
  code: 2_000,
  values: 10,
  statement: 300,
};

/**
 * A diagnostic of the engine as a run may keep it: without secrets, of a
 * bounded size, and with its place as people know it.
 */
export function storedDiagnostic(
  diagnostic: Diagnostic,
  redactor: Redactor,
): Diagnostic {
  const { position, snippet, detail } = diagnostic;
  // Cut last, or half a secret would be left where the cut is.
  const text = (value: string, limit: number) =>
    cut(redactor.redact(value), limit);
  return {
    severity: diagnostic.severity,
    summary: text(diagnostic.summary, limits.summary),
    ...(detail && { detail: text(detail, limits.detail) }),
    ...(diagnostic.address && {
      address: text(diagnostic.address, limits.summary),
    }),
    ...(position && { position: placeOf(position, redactor) }),
    ...(snippet && { snippet: snippetOf(snippet, text) }),
  };
}

function placeOf(position: SourcePosition, redactor: Redactor): SourcePosition {
  const { file, line, column } = position;
  const [first, ...rest] = path.posix.normalize(file).split('/');
  const inCheckout = first === CHECKOUT && rest.length > 0;
  const isGenerated =
    !inCheckout && first !== FETCHED && !path.posix.isAbsolute(file);
  return {
    file: redactor.redact(inCheckout ? rest.join('/') : file),
    line,
    column,
    ...(isGenerated && { generated: true }),
  };
}

function snippetOf(
  snippet: DiagnosticSnippet,
  text: (value: string, limit: number) => string,
): DiagnosticSnippet {
  const { context, highlight } = snippet;
  const code = text(snippet.code, limits.code);
  // What is masked or cut moves what comes after it.
  const fits = code === snippet.code && highlight;
  return {
    code,
    startLine: snippet.startLine,
    ...(context && { context: text(context, limits.statement) }),
    ...(fits && { highlight }),
    values: snippet.values
      .slice(0, limits.values)
      .map(({ expression, statement }) => ({
        expression: text(expression, limits.statement),
        statement: text(statement, limits.statement),
      })),
  };
}

function cut(text: string, limit: number): string {
  return text.length <= limit
    ? text
    : `${text.slice(0, limit)}… (${text.length - limit} more characters)`;
}
