import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DiagnosticSnippet } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import styles from './ApiErrorPanel.module.css';
import { apiErrorPanelTranslationRef } from './translation';

/** The lines that a diagnostic is about, with the part that is meant. */
export function DiagnosticCode(props: {
  snippet: DiagnosticSnippet;
  /** The line that is meant; the first one where absent. */
  line: number | undefined;
}) {
  const { t } = useTranslationRef(apiErrorPanelTranslationRef);
  const { snippet, line = snippet.startLine } = props;
  const { context, values } = snippet;
  return (
    <figure className={styles.code}>
      {context && (
        <figcaption>
          {t('diagnosticCode.context', { block: context })}
        </figcaption>
      )}
      {/* Long lines are read by scrolling, which takes the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre aria-label={t('diagnosticCode.code')} tabIndex={0}>
        {linesOf(snippet).map(({ number, parts }) => (
          <span
            key={number}
            className={number === line ? styles.marked : undefined}
            data-line={number}
          >
            <span className={styles.number} aria-hidden="true">
              {number === line ? '▸ ' : '  '}
              {number}
            </span>
            {parts.map(({ text, isMeant }, index) =>
              isMeant ? <mark key={index}>{text}</mark> : text,
            )}
            {'\n'}
          </span>
        ))}
      </pre>
      {values.length > 0 && (
        <ul aria-label={t('diagnosticCode.values')}>
          {values.map(({ expression, statement }) => (
            <li key={expression}>
              <code>{expression}</code> {statement}
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}

interface CodeLine {
  number: number;
  parts: { text: string; isMeant: boolean }[];
}

/** The lines of a snippet, each cut where what is meant begins and ends. */
function linesOf(snippet: DiagnosticSnippet): CodeLine[] {
  const { code, startLine, highlight } = snippet;
  let from = 0;
  return code.split('\n').map((text, index) => {
    const within = (offset: number) =>
      Math.min(Math.max(offset - from, 0), text.length);
    const start = within(highlight?.start ?? 0);
    const end = highlight ? within(highlight.end) : start;
    from += text.length + 1;
    return {
      number: startLine + index,
      parts: [
        { text: text.slice(0, start), isMeant: false },
        { text: text.slice(start, end), isMeant: true },
        { text: text.slice(end), isMeant: false },
      ].filter(part => part.text !== ''),
    };
  });
}
