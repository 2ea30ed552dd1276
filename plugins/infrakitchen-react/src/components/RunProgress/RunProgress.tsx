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
import { useNow } from '../../hooks/useNow';
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

const verbs: Record<ObjectProgress['action'], string> = {
  create: 'Creating',
  update: 'Updating',
  delete: 'Destroying',
  replace: 'Replacing',
  read: 'Reading',
  'no-op': 'Looking at',
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
  return (
    <Flex direction="column" gap="3">
      <PhaseStepper run={run} logPhase={logPhase} />
      {run.state === 'queued' && run.queuePosition !== undefined && (
        <Text>Place in the queue: {run.queuePosition}</Text>
      )}
      {objects.length > 0 && (
        <>
          <ObjectsSummary objects={objects} />
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

/** What the engine has done, and what it is at and since when. */
function ObjectsSummary(props: { objects: ObjectProgress[] }) {
  const { objects } = props;
  const of = (status: ObjectProgress['status']) =>
    objects.filter(object => object.status === status);
  const started = of('started');
  useNow(started.length > 0);
  const [first] = started;
  return (
    <>
      <Text role="status">
        {of('complete').length} of {objects.length} objects complete
        {of('failed').length > 0 && `, ${of('failed').length} failed`}
      </Text>
      {first && (
        // Apart from the status, which would be read aloud every second.
        <Text color="secondary">
          {`${verbs[first.action]} `}
          <code className={styles.address}>{first.address}</code>
          {first.startedAt && ` for ${formatDuration(first.startedAt)}`}
          {started.length > 1 && ` and ${started.length - 1} more`}
        </Text>
      )}
    </>
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
