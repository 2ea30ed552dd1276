import type { ReactElement } from 'react';
import { Flex, Text } from '@backstage/ui';
import {
  RiCheckLine,
  RiErrorWarningLine,
  RiLoader4Line,
  RiTimeLine,
} from '@remixicon/react';
import type {
  LogLine,
  ObjectProgress,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip, type ChipTone } from '../Chip';
import { formatDuration } from '../TimeAgo';
import { VirtualList } from '../VirtualList';
import { PhaseStepper } from './PhaseStepper';
import styles from './RunProgress.module.css';

const views: Record<
  ObjectProgress['status'],
  { label: string; tone: ChipTone; icon: ReactElement }
> = {
  planned: { label: 'planned', tone: 'neutral', icon: <RiTimeLine /> },
  started: { label: 'under way', tone: 'info', icon: <RiLoader4Line /> },
  complete: { label: 'complete', tone: 'success', icon: <RiCheckLine /> },
  failed: { label: 'failed', tone: 'danger', icon: <RiErrorWarningLine /> },
};

/**
 * How far a run is: its phases and each object that it works on.
 *
 * @public
 */
export function RunProgress(props: {
  run: RunDetail;
  /** Phase of the newest log line, which knows init from prepare. */
  logPhase?: LogLine['phase'];
}) {
  const { run, logPhase } = props;
  const objects = run.progress.filter(object => object.action !== 'no-op');
  const complete = objects.filter(o => o.status === 'complete').length;
  const failed = objects.filter(o => o.status === 'failed').length;
  return (
    <Flex direction="column" gap="3">
      <PhaseStepper run={run} logPhase={logPhase} />
      {run.state === 'queued' && run.queuePosition !== undefined && (
        <Text>Place in the queue: {run.queuePosition}</Text>
      )}
      {objects.length > 0 && (
        <>
          <Text role="status">
            {complete} of {objects.length} objects complete
            {failed > 0 && `, ${failed} failed`}
          </Text>
          <VirtualList
            label="Objects"
            className={styles.objects}
            rows={objects}
            rowKey={object => object.address}
            renderRow={object => (
              <ObjectRow object={object} runEnd={run.finishedAt} />
            )}
            estimateHeight={36}
            maxHeight={320}
          />
        </>
      )}
    </Flex>
  );
}

function ObjectRow(props: { object: ObjectProgress; runEnd?: string }) {
  const { object, runEnd } = props;
  const view = views[object.status];
  return (
    <div className={styles.object}>
      <span className={styles.address}>{object.address}</span>
      <Text variant="body-small" color="secondary">
        {object.action}
        {object.startedAt &&
          `, ${formatDuration(object.startedAt, object.finishedAt ?? runEnd)}`}
      </Text>
      <Chip
        tone={view.tone}
        icon={view.icon}
        spinning={object.status === 'started'}
      >
        {view.label}
      </Chip>
    </div>
  );
}
