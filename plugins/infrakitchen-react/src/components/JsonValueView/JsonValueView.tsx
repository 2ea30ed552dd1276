import { useTranslationRef } from '@backstage/frontend-plugin-api';
import styles from './JsonValueView.module.css';
import { jsonValueViewTranslationRef } from './translation';

/** A value as text: strings as they are, all else as JSON. @public */
export function formatValue(value: unknown): string {
  if (value === undefined) {
    return '';
  }
  return typeof value === 'string'
    ? value
    : JSON.stringify(value, undefined, 2);
}

/**
 * A value as text to read: a JSON document that is kept as text, such as a
 * policy, is laid out. Not for what is copied, which must stay as it is.
 *
 * @public
 */
export function readableValue(value: unknown): string {
  const text = formatValue(value);
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) {
    return text;
  }
  try {
    return JSON.stringify(JSON.parse(value), undefined, 2);
  } catch {
    return text;
  }
}

/**
 * A JSON value, short ones in the line and long ones as a block.
 *
 * @public
 */
export function JsonValueView(props: { value: unknown }) {
  const { value } = props;
  if (value === null) {
    return <em>null</em>;
  }
  if (value === undefined || value === '') {
    return <NothingToSee isSet={value === ''} />;
  }
  const compact = typeof value === 'string' ? value : JSON.stringify(value);
  if (compact.length <= 80 && !compact.includes('\n')) {
    return <code className={styles.inline}>{compact}</code>;
  }
  return (
    // It may scroll, which keyboards can only do where they get to it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className={styles.block} tabIndex={0}>
      {readableValue(value)}
    </pre>
  );
}

function NothingToSee(props: { isSet: boolean }) {
  const { t } = useTranslationRef(jsonValueViewTranslationRef);
  return (
    <em>
      {t(props.isSet ? 'jsonValueView.emptyText' : 'jsonValueView.notSet')}
    </em>
  );
}
