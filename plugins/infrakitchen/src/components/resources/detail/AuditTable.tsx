import { useMemo } from 'react';
import { Flex, Link } from '@backstage/ui';
import type {
  AuditEntry,
  RunKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  Chip,
  DataTable,
  EmptyState,
  JsonValueView,
  runKindLabel,
  TimeAgo,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks } from '../../shared';

const tones = {
  succeeded: 'success',
  refused: 'warning',
  failed: 'danger',
} as const;

/** `run.apply_queued` as a person would say it. */
export function auditActionText(action: string): string {
  const text = action.replace(/[._-]+/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Who did what, and how it ended. */
export function AuditTable(props: {
  resourceId: string;
  entries: AuditEntry[] | undefined;
}) {
  const { resourceId, entries } = props;
  const columns = useMemo(
    (): Array<DataColumn<AuditEntry>> => [
      {
        id: 'action',
        label: 'Action',
        render: entry => (
          <span title={entry.action}>{auditActionText(entry.action)}</span>
        ),
      },
      {
        id: 'outcome',
        label: 'Outcome',
        render: entry => (
          <Chip tone={tones[entry.outcome]}>{entry.outcome}</Chip>
        ),
      },
      {
        id: 'who',
        label: 'Who',
        render: entry => (
          <ActorName actor={entry.actor} kind={entry.actorKind} />
        ),
      },
      {
        id: 'when',
        label: 'When',
        render: entry => <TimeAgo at={entry.at} />,
      },
      {
        id: 'detail',
        label: 'Detail',
        render: entry => (
          <Detail resourceId={resourceId} detail={entry.detail} />
        ),
      },
    ],
    [resourceId],
  );
  return (
    <DataTable
      label="Audit entries"
      columns={columns}
      items={entries}
      empty={<EmptyState title="Nothing happened yet" />}
    />
  );
}

function Detail(props: { resourceId: string; detail: AuditEntry['detail'] }) {
  const links = useLinks();
  if (!props.detail) {
    return null;
  }
  const { runId, kind, ...rest } = props.detail;
  const ofRun = typeof runId === 'string';
  const others = ofRun ? rest : props.detail;
  return (
    <Flex direction="column" gap="1">
      {ofRun && (
        <Link href={links.resourceRun(props.resourceId, runId)}>
          {`${kind ? runKindLabel(kind as RunKind) : 'Run'} ${runId.slice(
            0,
            8,
          )}`}
        </Link>
      )}
      {Object.keys(others).length > 0 && <JsonValueView value={others} />}
    </Flex>
  );
}
