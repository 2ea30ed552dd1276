import type { JsonValue } from '@backstage/types';
import { formatValue } from '../JsonValueView';
import styles from './PlanView.module.css';

/**
 * Before and after of one value. A sensitive value is never shown, even if the
 * server were to send it.
 */
export function ValueChange(props: {
  action: string;
  before?: unknown;
  after?: unknown;
  sensitive: boolean;
  afterUnknown?: boolean;
}) {
  const { action, before, after, sensitive, afterUnknown } = props;
  if (sensitive) {
    return (
      <div className={styles.values}>
        <em>sensitive value, not shown</em>
      </div>
    );
  }
  const showBefore = action !== 'create' && before !== undefined;
  const showAfter =
    action !== 'delete' && (afterUnknown || after !== undefined);
  return (
    <div className={styles.values}>
      {showBefore && (
        <Line
          sign="−"
          label="before"
          className={styles.before}
          value={before}
        />
      )}
      {showAfter && !afterUnknown && (
        <Line sign="+" label="after" className={styles.after} value={after} />
      )}
      {showAfter && afterUnknown && (
        <span className={styles.after}>
          + <em>known after apply</em>
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
  const text =
    typeof props.value === 'string'
      ? JSON.stringify(props.value)
      : formatValue(props.value as JsonValue);
  return (
    <pre className={props.className} aria-label={props.label}>
      {props.sign} {text}
    </pre>
  );
}
