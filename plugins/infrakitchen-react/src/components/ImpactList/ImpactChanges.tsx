import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type {
  ImpactChange,
  Provenance,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '../Chip';
import { JsonValueView } from '../JsonValueView';
import { provenanceText } from '../ValueWithProvenance';
import {
  valueWithProvenanceTranslationRef,
  type Translate as TranslateProvenance,
} from '../ValueWithProvenance/translation';
import styles from './ImpactList.module.css';
import { impactListTranslationRef, type Translate } from './translation';

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
  const { t } = useTranslationRef(impactListTranslationRef);
  const { t: tProvenance } = useTranslationRef(
    valueWithProvenanceTranslationRef,
  );
  const { changes, label = t('change.inputs') } = props;
  return (
    <ul className={styles.changes} aria-label={label}>
      {changes.map(change => (
        <li key={`${change.kind} ${change.name}`}>
          {change.kind === 'variable' ? '' : `${t(`change.${change.kind}`)} `}
          <code className={styles.name}>{change.name}</code>{' '}
          <Values t={t} change={change} />
          <Places t={t} tProvenance={tProvenance} change={change} />
        </li>
      ))}
    </ul>
  );
}

function Values(props: { t: Translate; change: ImpactChange }) {
  const { t, change } = props;
  if (change.sensitive) {
    return <Chip>{t('change.sensitive')}</Chip>;
  }
  return (
    <span className={styles.values}>
      <JsonValueView value={change.before} />
      <span role="img" aria-label={t('change.becomes')}>
        →
      </span>
      {change.unknown ? (
        <em>{t('change.knownAfterApply')}</em>
      ) : (
        <JsonValueView value={change.after} />
      )}
    </span>
  );
}

function Places(props: {
  t: Translate;
  tProvenance: TranslateProvenance;
  change: ImpactChange;
}) {
  const { t, tProvenance } = props;
  const textOf = (provenance: Provenance | undefined) =>
    provenance && provenanceText(provenance, tProvenance);
  const { provenanceBefore, provenanceAfter } = props.change;
  const after = textOf(provenanceAfter);
  const before = textOf(provenanceBefore);
  const told = [
    after,
    before !== after && before && t('change.placeBefore', { place: before }),
  ].filter(Boolean);
  return told.length === 0 ? null : (
    <Text variant="body-small" color="secondary">
      {' '}
      · {told.join(', ')}
    </Text>
  );
}
