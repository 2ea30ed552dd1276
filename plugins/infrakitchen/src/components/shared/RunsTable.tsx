import { useMemo } from 'react';
import { Link, Text } from '@backstage/ui';
import type { Run } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  DataTable,
  formatDuration,
  PlanSummaryView,
  runKindLabel,
  RunStateChip,
  TimeAgo,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { ReactNode } from 'react';

/** Runs as a table. */
export function RunsTable(props: {
  label: string;
  runs: Run[] | undefined;
  runHref: (run: Run) => string;
  resourceHref?: (run: Run) => string;
  empty: ReactNode;
  stale?: boolean;
}) {
  const { label, runs, runHref, resourceHref, empty, stale } = props;
  const columns = useMemo((): Array<DataColumn<Run>> => {
    const resourceColumn: DataColumn<Run> = {
      id: 'resource',
      label: 'Resource',
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
        label: 'Run',
        render: run => (
          <Link href={runHref(run)}>
            {`${runKindLabel(run.kind)} ${run.id.slice(0, 8)}`}
          </Link>
        ),
      },
      ...(resourceHref ? [resourceColumn] : []),
      {
        id: 'state',
        label: 'State',
        render: run => (
          <RunStateChip
            state={run.state}
            cancelRequested={run.cancelRequested}
          />
        ),
      },
      {
        id: 'plan',
        label: 'Plan',
        render: run =>
          run.planSummary ? (
            <PlanSummaryView summary={run.planSummary} compact />
          ) : (
            <Text color="secondary">{run.error ? run.error.message : '–'}</Text>
          ),
      },
      {
        id: 'who',
        label: 'Requested by',
        render: run => <ActorName actor={run.requestedBy} />,
      },
      {
        id: 'when',
        label: 'When',
        render: run => (
          <>
            <TimeAgo at={run.createdAt} />
            {run.startedAt && (
              <Text variant="body-x-small" color="secondary">
                {' '}
                {run.finishedAt ? 'took' : 'running for'}{' '}
                {formatDuration(run.startedAt, run.finishedAt)}
              </Text>
            )}
          </>
        ),
      },
    ];
  }, [runHref, resourceHref]);
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
