import type { JsonValue } from '@backstage/types';
import { formatValue } from '../JsonValueView';
import { TextDiff } from '../TextDiff';
import styles from './PlanView.module.css';
import type { Translate } from './translation';

/**
 * Before and after of one value. A sensitive value is never shown, even if the
 * server were to send it.
 */
export function ValueChange(props: {
  t: Translate;
  action: string;
  before?: unknown;
  after?: unknown;
  sensitive: boolean;
  afterUnknown?: boolean;
}) {
  const { t, action, before, after, sensitive, afterUnknown } = props;
  if (sensitive) {
    return (
      <div className={styles.values}>
        <em>{t('value.sensitive')}</em>
      </div>
    );
  }
  const texts = afterUnknown ? undefined : textsOf(before, after);
  if (texts) {
    return <TextDiff label={t('value.beforeAndAfter')} {...texts} />;
  }
  const showBefore = action !== 'create' && before !== undefined;
  const showAfter =
    action !== 'delete' && (afterUnknown || after !== undefined);
  return (
    <div className={styles.values}>
      {showBefore && (
        <Line
          sign="−"
          label={t('value.before')}
          className={styles.before}
          value={before}
        />
      )}
      {showAfter && !afterUnknown && (
        <Line
          sign="+"
          label={t('value.after')}
          className={styles.after}
          value={after}
        />
      )}
      {showAfter && afterUnknown && (
        <span className={styles.after}>
          + <em>{t('value.knownAfterApply')}</em>
        </span>
      )}
    </div>
  );
}

function Line(props: {
  sign: string;
  label: string;
  className: string;
  value: unknown;
}) {
  const text = readable(props.value);
  return (
    <pre className={props.className} aria-label={props.label}>
      {props.sign} {text}
    </pre>
  );
}

/** Both sides as text of several lines, where it helps to see the lines. */
function textsOf(
  before: unknown,
  after: unknown,
): { before: string; after: string } | undefined {
  if (typeof before !== 'string' || typeof after !== 'string') {
    return undefined;
  }
  const [from, to] = [before, after].map(text => documentOf(text) ?? text);
  return from.includes('\n') || to.includes('\n')
    ? { before: from, after: to }
    : undefined;
}

function readable(value: unknown): string {
  if (typeof value !== 'string') {
    return formatValue(value as JsonValue);
  }
  // Quotes tell an empty text and spaces at its ends.
  return (
    documentOf(value) ?? (value.includes('\n') ? value : JSON.stringify(value))
  );
}

/** A JSON document that is kept as text, such as a policy, laid out to read. */
function documentOf(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text)) {
    return undefined;
  }
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return undefined;
  }
}
