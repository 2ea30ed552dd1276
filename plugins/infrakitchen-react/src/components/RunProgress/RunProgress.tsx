import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { runProgressTranslationRef, type Translate } from './translation';

const views: Record<
  ObjectProgress['status'],
  { tone: ChipTone; icon: ReactElement }
> = {
  planned: { tone: 'neutral', icon: <RiTimeLine /> },
  started: { tone: 'info', icon: <RiLoader4Line /> },
  complete: { tone: 'success', icon: <RiCheckLine /> },
  failed: { tone: 'danger', icon: <RiErrorWarningLine /> },
};

const noLines: readonly LogLine[] = [];

/**
 * How far a run is: its phases and each object that it works on.
 *
 * @public
 */
export function RunProgress(props: {
  run: RunDetail;
  /** The log so far, which knows init from prepare and plan. */
  lines?: readonly LogLine[];
}) {
  const { t } = useTranslationRef(runProgressTranslationRef);
  const { run, lines = noLines } = props;
  const objects = run.progress.filter(object => object.action !== 'no-op');
  return (
    <Flex direction="column" gap="3">
      <PhaseStepper run={run} lines={lines} />
      {run.state === 'queued' && run.queuePosition !== undefined && (
        <Text>
          {t('runProgress.queuePosition', {
            position: String(run.queuePosition),
          })}
        </Text>
      )}
      {objects.length > 0 && (
        <>
          <ObjectsSummary objects={objects} />
          <VirtualList
            label={t('runProgress.objects')}
            className={styles.objects}
            rows={objects}
            rowKey={object => object.address}
            renderRow={object => (
              <ObjectRow t={t} object={object} runEnd={run.finishedAt} />
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
  const { t } = useTranslationRef(runProgressTranslationRef);
  const { objects } = props;
  const of = (status: ObjectProgress['status']) =>
    objects.filter(object => object.status === status);
  const started = of('started');
  useNow(started.length > 0);
  const [first] = started;
  const counts = {
    complete: String(of('complete').length),
    total: String(objects.length),
  };
  const failed = of('failed').length;
  return (
    <>
      <Text role="status">
        {failed > 0
          ? t('runProgress.completeAndFailed', {
              ...counts,
              failed: String(failed),
            })
          : t('runProgress.complete', counts)}
      </Text>
      {first && (
        // Apart from the status, which would be read aloud every second.
        <Text color="secondary">{doingText(t, first, started.length - 1)}</Text>
      )}
    </>
  );
}

/** What the engine is at and since when, and at how much else. */
function doingText(
  t: Translate,
  { action, address, startedAt }: ObjectProgress,
  others: number,
): ReactElement {
  let doing = t(`doing.${action}`, {
    address: <code className={styles.address}>{address}</code>,
  });
  const duration = formatDuration(startedAt);
  if (duration) {
    doing = t('runProgress.doingFor', { doing, duration });
  }
  return others > 0
    ? t('runProgress.doingAndMore', { doing, count: others })
    : doing;
}

function ObjectRow(props: {
  t: Translate;
  object: ObjectProgress;
  runEnd?: string;
}) {
  const { t, object, runEnd } = props;
  const { tone, icon } = views[object.status];
  const duration = formatDuration(
    object.startedAt,
    object.finishedAt ?? runEnd,
  );
  return (
    <div className={styles.object}>
      <span className={styles.address}>{object.address}</span>
      <Text variant="body-small" color="secondary">
        {[t(`action.${object.action}`), duration].filter(Boolean).join(', ')}
      </Text>
      <Chip tone={tone} icon={icon} spinning={object.status === 'started'}>
        {t(`objectStatus.${object.status}`)}
      </Chip>
    </div>
  );
}
