import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';
import {
  losesData,
  type ObjectChange,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '../Chip';
import { actionSigns, type PlanRow } from './planRows';
import { ValueChange } from './ValueChange';
import styles from './PlanView.module.css';
import type { Translate } from './translation';

/** One line of the list of a plan. */
export function PlanRowView(props: {
  t: Translate;
  row: PlanRow;
  onToggle: (id: string) => void;
}) {
  const { t, row, onToggle } = props;
  if (row.kind === 'group') {
    return (
      <h4 className={styles.group}>
        {row.title} ({row.count})
      </h4>
    );
  }
  if (row.kind === 'attribute') {
    const { attribute } = row;
    return (
      <div className={styles.attribute}>
        <span>
          {attribute.path}
          {attribute.forcesReplacement && (
            <>
              {' '}
              <Chip tone="warning">{t('object.forcesReplacement')}</Chip>
            </>
          )}
          {attribute.sensitive && (
            <>
              {' '}
              <Chip>{t('object.sensitive')}</Chip>
            </>
          )}
        </span>
        <ValueChange t={t} {...attribute} />
      </div>
    );
  }
  return (
    <ObjectRow
      t={t}
      change={row.change}
      open={row.open}
      onToggle={() => onToggle(row.id)}
    />
  );
}

function ObjectRow(props: {
  t: Translate;
  change: ObjectChange;
  open: boolean;
  onToggle: () => void;
}) {
  const { t, change, open, onToggle } = props;
  return (
    <button
      type="button"
      className={styles.object}
      aria-expanded={open}
      onClick={onToggle}
    >
      {open ? (
        <RiArrowDownSLine size={16} aria-hidden="true" />
      ) : (
        <RiArrowRightSLine size={16} aria-hidden="true" />
      )}
      <span
        className={`${styles.sign} ${styles[change.action] ?? ''}`}
        aria-label={t(`action.${change.action}`)}
        role="img"
      >
        {actionSigns[change.action]}
      </span>
      <span className={styles.address}>{change.address}</span>
      {change.previousAddress && (
        <Chip>{t('object.moved', { address: change.previousAddress })}</Chip>
      )}
      {change.action === 'delete' && (
        <Chip tone="danger">{t('object.destroys')}</Chip>
      )}
      {change.action === 'replace' && (
        <Chip tone="warning">
          {change.createBeforeDestroy
            ? t('object.createsFirst')
            : t('object.destroysFirst')}
        </Chip>
      )}
      {losesData(change) && (
        <Chip tone="danger">{t('object.dataMayBeLost')}</Chip>
      )}
      {change.reason && <Chip tone="info">{change.reason}</Chip>}
      {change.replacePaths && change.replacePaths.length > 0 && (
        <Chip tone="warning">
          {t('object.replacedFor', {
            attributes: change.replacePaths.join(', '),
          })}
        </Chip>
      )}
    </button>
  );
}
