import { readableValue } from '../JsonValueView';
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
  beforeUnknown?: boolean;
  afterUnknown?: boolean;
}) {
  const { t, action, before, after, sensitive } = props;
  const { beforeUnknown, afterUnknown } = props;
  if (sensitive) {
    return (
      <div className={styles.values}>
        <em>{t('value.sensitive')}</em>
      </div>
    );
  }
  const texts =
    beforeUnknown || afterUnknown ? undefined : textsOf(before, after);
  if (texts) {
    return <TextDiff label={t('value.beforeAndAfter')} {...texts} />;
  }
  const showBefore =
    action !== 'create' && (beforeUnknown || before !== undefined);
  const showAfter =
    action !== 'delete' && (afterUnknown || after !== undefined);
  return (
    <div className={styles.values}>
      {showBefore && beforeUnknown && (
        <span className={styles.before}>
          − <em>{t('value.knownAfterApply')}</em>
        </span>
      )}
      {showBefore && !beforeUnknown && (
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
  const [from, to] = [before, after].map(readableValue);
  return from.includes('\n') || to.includes('\n')
    ? { before: from, after: to }
    : undefined;
}

function readable(value: unknown): string {
  const text = readableValue(value);
  // Quotes tell an empty text and spaces at its ends.
  return typeof value === 'string' && !text.includes('\n')
    ? JSON.stringify(value)
    : text;
}
