import { Text } from '@backstage/ui';
import type {
  ImpactChange,
  Provenance,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '../Chip';
import { JsonValueView } from '../JsonValueView';
import { provenanceText } from '../ValueWithProvenance';
import styles from './ImpactList.module.css';

/**
 * Inputs of one resource, each from what to what and where that comes from. A
 * sensitive value is never shown.
 *
 * @public
 */
export function ImpactChanges(props: {
  changes: ImpactChange[];
  label?: string;
}) {
  const { changes, label = 'Inputs that change' } = props;
  return (
    <ul className={styles.changes} aria-label={label}>
      {changes.map(change => (
        <li key={`${change.kind} ${change.name}`}>
          {change.kind === 'variable' ? '' : `${change.kind} `}
          <code className={styles.name}>{change.name}</code>{' '}
          <Values change={change} />
          <Places change={change} />
        </li>
      ))}
    </ul>
  );
}

function Values(props: { change: ImpactChange }) {
  const { change } = props;
  if (change.sensitive) {
    return <Chip>sensitive, changes</Chip>;
  }
  return (
    <span className={styles.values}>
      <JsonValueView value={change.before} />
      <span role="img" aria-label="becomes">
        →
      </span>
      {change.unknown ? (
        <em>known after apply</em>
      ) : (
        <JsonValueView value={change.after} />
      )}
    </span>
  );
}

function Places(props: { change: ImpactChange }) {
  const { provenanceBefore, provenanceAfter } = props.change;
  const after = textOf(provenanceAfter);
  const before = textOf(provenanceBefore);
  const told = [after, before !== after && before && `before ${before}`].filter(
    Boolean,
  );
  return told.length === 0 ? null : (
    <Text variant="body-small" color="secondary">
      {' '}
      · {told.join(', ')}
    </Text>
  );
}

function textOf(provenance: Provenance | undefined): string | undefined {
  return provenance && provenanceText(provenance);
}
