import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Link, Text } from '@backstage/ui';
import {
  adviseOn,
  type Culprit,
  type Diagnostic,
  type RunError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { DiagnosticList } from './DiagnosticList';
import { toErrorDetails } from './errorDetails';
import styles from './ApiErrorPanel.module.css';
import { apiErrorPanelTranslationRef } from './translation';

/**
 * Shows what went wrong, about which objects and where, and what to do next.
 *
 * @public
 */
export function ApiErrorPanel(props: {
  error: Error | RunError;
  title?: string;
  /** Where a culprit can be looked at. */
  culpritHref?: (culprit: Culprit) => string | undefined;
  /** Where more can be read about a diagnostic. */
  diagnosticHref?: (diagnostic: Diagnostic) => string | undefined;
  /** Offers to load again. */
  onRetry?: () => void;
  retryLabel?: string;
}) {
  const { t } = useTranslationRef(apiErrorPanelTranslationRef);
  const { error, title, culpritHref, onRetry, retryLabel } = props;
  const { message, code, hint, diagnostics, ...details } = toErrorDetails(
    error,
    t,
  );
  // What was not found is named already, and a link to it leads back here.
  // Diagnostics name the objects that they are about themselves.
  const culprits =
    details.statusCode === 404
      ? []
      : details.culprits.filter(
          ({ name }) =>
            !diagnostics.some(({ address }) => address && address === name),
        );
  // The first diagnostic says both at its place.
  const [first] = diagnostics;
  const saysMessage = title && !(first && message.startsWith(first.summary));
  const saysHint = hint && !(first && adviseOn(first)?.text === hint);
  return (
    <div role="alert">
      <Alert
        status="danger"
        icon
        title={title ?? message}
        description={
          <>
            {saysMessage && (
              <Text as="p" className={styles.message}>
                {message}
              </Text>
            )}
            {culprits.length > 0 && (
              <ul
                className={styles.list}
                aria-label={t('apiErrorPanel.concernedObjects')}
              >
                {culprits.map((culprit, index) => (
                  <li key={index}>
                    {culprit.kind.replaceAll('_', ' ')}{' '}
                    <CulpritName
                      culprit={culprit}
                      href={culpritHref?.(culprit)}
                    />
                  </li>
                ))}
              </ul>
            )}
            {diagnostics.length > 0 && (
              <DiagnosticList
                diagnostics={diagnostics}
                href={props.diagnosticHref}
              />
            )}
            {saysHint && (
              <Text as="p">
                <strong>{t('apiErrorPanel.whatToDo')}</strong> {hint}
              </Text>
            )}
            {code && (
              <Text as="p" variant="body-small">
                {t('apiErrorPanel.code')} <code>{code}</code>
              </Text>
            )}
          </>
        }
        customActions={
          onRetry && (
            <Button size="small" variant="secondary" onPress={onRetry}>
              {retryLabel ?? t('apiErrorPanel.tryAgain')}
            </Button>
          )
        }
      />
    </div>
  );
}

function CulpritName(props: { culprit: Culprit; href?: string }) {
  const { culprit, href } = props;
  const name = culprit.name ?? culprit.id ?? '';
  return href ? <Link href={href}>{name}</Link> : <code>{name}</code>;
}
