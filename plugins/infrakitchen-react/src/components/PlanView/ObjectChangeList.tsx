import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useCallback, useMemo, useState } from 'react';
import type { ObjectChange } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { VirtualList } from '../VirtualList';
import { PlanRowView } from './PlanRowView';
import {
  objectIds,
  SEEN_AT_A_GLANCE,
  toPlanRows,
  type PlanFilter,
  type PlanGrouping,
} from './planRows';
import styles from './PlanView.module.css';
import { planViewTranslationRef } from './translation';

/** Objects of a plan in groups; each opens to its attributes. */
export function ObjectChangeList(props: {
  label: string;
  changes: ObjectChange[];
  filter: PlanFilter;
  groupBy?: PlanGrouping;
}) {
  const { t } = useTranslationRef(planViewTranslationRef);
  const { label, changes, filter, groupBy = 'action' } = props;
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () =>
      new Set(
        changes.length > SEEN_AT_A_GLANCE ? [] : objectIds(changes).values(),
      ),
  );
  const rows = useMemo(
    () => toPlanRows(t, changes, { filter, groupBy, open }),
    [t, changes, filter, groupBy, open],
  );
  const toggle = useCallback((id: string) => {
    setOpen(old => {
      const next = new Set(old);
      if (!next.delete(id)) {
        next.add(id);
      }
      return next;
    });
  }, []);

  if (rows.length === 0) {
    return <p>{t('planView.noneMatches')}</p>;
  }
  return (
    <VirtualList
      label={label}
      className={styles.list}
      rows={rows}
      rowKey={row => row.key}
      renderRow={row => <PlanRowView t={t} row={row} onToggle={toggle} />}
      estimateHeight={40}
      maxHeight="70vh"
    />
  );
}
