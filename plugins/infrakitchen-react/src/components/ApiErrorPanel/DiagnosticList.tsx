import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Button, Link } from '@backstage/ui';
import {
  adviseOn,
  type Diagnostic,
  type SourcePosition,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { DiagnosticCode } from './DiagnosticCode';
import styles from './ApiErrorPanel.module.css';
import { apiErrorPanelTranslationRef } from './translation';

/** What is wrong with many is most often wrong with one, told many times. */
const SHOWN_FIRST = 5;

/** `file:line:column`, as editors understand it. */
function formatPosition(position: SourcePosition): string {
  return [position.file, position.line, position.column]
    .filter(part => part !== undefined)
    .join(':');
}

/**
 * Errors and warnings of a module or of the engine, each with its place, the
 * code there, and what to try.
 *
 * @public
 */
export function DiagnosticList(props: {
  diagnostics: Diagnostic[];
  /** Where more can be read about one, such as its line in a log. */
  href?: (diagnostic: Diagnostic) => string | undefined;
}) {
  const { t } = useTranslationRef(apiErrorPanelTranslationRef);
  const { diagnostics, href } = props;
  const [all, setAll] = useState(false);
  const shown = all ? diagnostics : diagnostics.slice(0, SHOWN_FIRST);
  return (
    <>
      <ul
        className={styles.diagnostics}
        aria-label={t('diagnosticList.diagnostics')}
      >
        {shown.map((diagnostic, index) => (
          <DiagnosticItem
            key={index}
            diagnostic={diagnostic}
            href={href?.(diagnostic)}
          />
        ))}
      </ul>
      {shown.length < diagnostics.length && (
        <Button size="small" variant="secondary" onPress={() => setAll(true)}>
          {t('diagnosticList.showAll', {
            number: String(diagnostics.length),
          })}
        </Button>
      )}
    </>
  );
}

function DiagnosticItem(props: { diagnostic: Diagnostic; href?: string }) {
  const { t } = useTranslationRef(apiErrorPanelTranslationRef);
  const { diagnostic, href } = props;
  const { severity, summary, detail, address, position, snippet } = diagnostic;
  const isError = severity === 'error';
  const advice = isError ? adviseOn(diagnostic) : undefined;
  return (
    <li className={styles.diagnostic}>
      <strong>
        {isError ? t('diagnosticList.error') : t('diagnosticList.warning')}
      </strong>
      {': '}
      {summary}
      {position && (
        <>
          {' '}
          {t(
            position.generated
              ? 'diagnosticList.positionInGenerated'
              : 'diagnosticList.position',
            { position: <code>{formatPosition(position)}</code> },
          )}
        </>
      )}
      {address && (
        <> {t('diagnosticList.object', { address: <code>{address}</code> })}</>
      )}
      {href && (
        <>
          {' '}
          <Link href={href}>{t('diagnosticList.inTheLog')}</Link>
        </>
      )}
      {snippet && <DiagnosticCode snippet={snippet} line={position?.line} />}
      {detail && <pre className={styles.detail}>{detail}</pre>}
      {advice && (
        <p className={styles.advice}>
          <strong>{t('diagnosticList.whatToTry')}</strong> {advice.text}
        </p>
      )}
    </li>
  );
}
