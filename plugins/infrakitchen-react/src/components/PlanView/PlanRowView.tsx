import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';
import {
  losesData,
  type ObjectChange,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '../Chip';
import {
  actionLabels,
  actionSigns,
  describeReason,
  type PlanRow,
} from './planRows';
import { ValueChange } from './ValueChange';
import styles from './PlanView.module.css';

/** One line of the list of a plan. */
export function PlanRowView(props: {
  row: PlanRow;
  onToggle: (address: string) => void;
}) {
  const { row, onToggle } = props;
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
              <Chip tone="warning">forces replacement</Chip>
            </>
          )}
          {attribute.sensitive && (
            <>
              {' '}
              <Chip>sensitive</Chip>
            </>
          )}
        </span>
        <ValueChange {...attribute} />
      </div>
    );
  }
  return <ObjectRow change={row.change} open={row.open} onToggle={onToggle} />;
}

function ObjectRow(props: {
  change: ObjectChange;
  open: boolean;
  onToggle: (address: string) => void;
}) {
  const { change, open, onToggle } = props;
  return (
    <button
      type="button"
      className={styles.object}
      aria-expanded={open}
      onClick={() => onToggle(change.address)}
    >
      {open ? (
        <RiArrowDownSLine size={16} aria-hidden="true" />
      ) : (
        <RiArrowRightSLine size={16} aria-hidden="true" />
      )}
      <span
        className={`${styles.sign} ${styles[change.action] ?? ''}`}
        aria-label={actionLabels[change.action]}
        role="img"
      >
        {actionSigns[change.action]}
      </span>
      <span className={styles.address}>{change.address}</span>
      {change.previousAddress && (
        <Chip>moved from {change.previousAddress}</Chip>
      )}
      {change.action === 'delete' && <Chip tone="danger">destroys</Chip>}
      {change.action === 'replace' && (
        <Chip tone="warning">
          {change.createBeforeDestroy
            ? 'creates the new one, then destroys the old'
            : 'destroys, then creates anew'}
        </Chip>
      )}
      {losesData(change) && <Chip tone="danger">data may be lost</Chip>}
      {change.reason && (
        <Chip tone="info">because {describeReason(change.reason)}</Chip>
      )}
      {change.replacePaths && change.replacePaths.length > 0 && (
        <Chip tone="warning">
          replaced for {change.replacePaths.join(', ')}
        </Chip>
      )}
    </button>
  );
}
