import {
  Diagnostic,
  InfrakitchenError,
  SourcePosition,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/**
 * Name under which a file is given to the parser. The parser joins its
 * diagnostics into one text; a character that no source uses as a file name
 * tells where each of them starts.
 */
export const parserFileName = '\ue0fe';

const diagnosticStart = new RegExp(
  `${parserFileName}:(\\d+),(\\d+)-(?:\\d+,)?\\d+: `,
  'g',
);

/** Splits the parser's text into diagnostics of a file. */
export function parseDiagnostics(file: string, text: string): Diagnostic[] {
  const starts = [...text.matchAll(diagnosticStart)];
  if (starts.length === 0) {
    return [
      error(
        'The file cannot be read',
        { file },
        'It is broken or nested too deeply.',
      ),
    ];
  }
  return starts.map((start, index) => {
    const from = start.index + start[0].length;
    const next = starts[index + 1];
    const body = text
      .slice(from, next ? next.index : text.lastIndexOf(']'))
      .replaceAll(parserFileName, file)
      .trim();
    const [summary, ...detail] = body.split('; ');
    return error(
      summary,
      { file, line: Number(start[1]), column: Number(start[2]) },
      detail.join('; ') || undefined,
    );
  });
}

/** Makes an error diagnostic. */
export function error(
  summary: string,
  position?: SourcePosition,
  detail?: string,
): Diagnostic {
  return {
    severity: 'error',
    summary,
    ...(detail && { detail }),
    ...(position && { position }),
  };
}

/** Makes a warning diagnostic. */
export function warning(
  summary: string,
  position?: SourcePosition,
  detail?: string,
): Diagnostic {
  return { ...error(summary, position, detail), severity: 'warning' };
}

/** Refuses a module. */
export function invalidModule(
  path: string,
  diagnostics: Diagnostic[],
): InfrakitchenError {
  const [first, ...others] = diagnostics;
  const { file, line } = first.position ?? {};
  const place = file ? ` (${file}${line ? `, line ${line}` : ''})` : '';
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return new InfrakitchenError('InputError', {
    code: 'module_invalid',
    message: `The module in "${path}" is not valid: ${first.summary}${place}${more}.`,
    culprits: [...new Set(diagnostics.map(d => d.position?.file))]
      .filter((name): name is string => name !== undefined)
      .map(name => ({ kind: 'file' as const, name })),
    diagnostics,
  });
}
