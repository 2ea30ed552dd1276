import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { Link, Text } from '@backstage/ui';
import type { Run } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  DataTable,
  formatDuration,
  PlanSummaryView,
  RunStateChip,
  TimeAgo,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { ReactNode } from 'react';
import { sharedTranslationRef } from './translation';
import { useLabels } from './useLabels';

/** Runs as a table. */
export function RunsTable(props: {
  label: string;
  runs: Run[] | undefined;
  runHref: (run: Run) => string;
  resourceHref?: (run: Run) => string;
  empty: ReactNode;
  stale?: boolean;
}) {
  const { t } = useTranslationRef(sharedTranslationRef);
  const labels = useLabels();
  const { label, runs, runHref, resourceHref, empty, stale } = props;
  const columns = useMemo((): Array<DataColumn<Run>> => {
    const resourceColumn: DataColumn<Run> = {
      id: 'resource',
      label: t('runsTable.resource'),
      render: run =>
        resourceHref ? (
          <Link href={resourceHref(run)}>{run.resourceName}</Link>
        ) : (
          run.resourceName
        ),
    };
    return [
      {
        id: 'run',
        label: t('runsTable.run'),
        render: run => (
          <Link href={runHref(run)}>
            {`${labels.runKind(run.kind)} ${run.id.slice(0, 8)}`}
          </Link>
        ),
      },
      ...(resourceHref ? [resourceColumn] : []),
      {
        id: 'state',
        label: t('runsTable.state'),
        render: run => (
          <RunStateChip
            state={run.state}
            cancelRequested={run.cancelRequested}
          />
        ),
      },
      {
        id: 'plan',
        label: t('runsTable.plan'),
        render: run =>
          run.planSummary ? (
            <PlanSummaryView summary={run.planSummary} compact />
          ) : (
            <Text color="secondary">{run.error ? run.error.message : '–'}</Text>
          ),
      },
      {
        id: 'who',
        label: t('runsTable.requestedBy'),
        render: run => <ActorName actor={run.requestedBy} />,
      },
      {
        id: 'when',
        label: t('runsTable.when'),
        render: run => (
          <>
            <TimeAgo at={run.createdAt} />
            {run.startedAt && (
              <Text variant="body-x-small" color="secondary">
                {' '}
                {run.finishedAt
                  ? t('runsTable.took')
                  : t('runsTable.runningFor')}{' '}
                {formatDuration(run.startedAt, run.finishedAt)}
              </Text>
            )}
          </>
        ),
      },
    ];
  }, [runHref, resourceHref, t, labels]);
  return (
    <DataTable
      label={label}
      columns={columns}
      items={runs}
      empty={empty}
      stale={stale}
    />
  );
}
