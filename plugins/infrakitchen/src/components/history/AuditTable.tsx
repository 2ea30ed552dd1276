import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Fragment, useMemo } from 'react';
import { Flex, Link } from '@backstage/ui';
import type {
  AuditEntry,
  Culprit,
  RunKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  Chip,
  DataTable,
  EmptyState,
  JsonValueView,
  TimeAgo,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks } from '../shared';
import { historyTranslationRef } from './translation';
import { useLabels } from '../shared/useLabels';
import { changedFieldsText, fieldText } from './fieldText';

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
  entries: AuditEntry[] | undefined;
  /** The page is of this resource, so what it is about goes without saying. */
  resourceId?: string;
  /** Also says what each line is about. */
  withEntity?: boolean;
  filtered?: boolean;
}) {
  const { t } = useTranslationRef(historyTranslationRef);
  const { resourceId, withEntity, entries, filtered } = props;
  const columns = useMemo((): Array<DataColumn<AuditEntry>> => {
    const about: DataColumn<AuditEntry> = {
      id: 'about',
      label: t('auditTable.about'),
      render: entry => <Entity entry={entry} />,
    };
    return [
      {
        id: 'action',
        label: t('auditTable.action'),
        render: entry => (
          <span title={entry.action}>{auditActionText(entry.action)}</span>
        ),
      },
      ...(withEntity ? [about] : []),
      {
        id: 'outcome',
        label: t('auditTable.outcome'),
        render: entry => (
          <Chip tone={tones[entry.outcome]}>{entry.outcome}</Chip>
        ),
      },
      {
        id: 'who',
        label: t('auditTable.who'),
        render: entry => (
          <ActorName actor={entry.actor} kind={entry.actorKind} />
        ),
      },
      {
        id: 'when',
        label: t('auditTable.when'),
        render: entry => <TimeAgo at={entry.at} />,
      },
      {
        id: 'detail',
        label: t('auditTable.detail'),
        render: entry => (
          <Detail resourceId={resourceId} detail={entry.detail} />
        ),
      },
    ];
  }, [resourceId, withEntity, t]);
  return (
    <DataTable
      label={t('auditTable.auditEntries')}
      columns={columns}
      items={entries}
      empty={
        <EmptyState
          title={
            filtered
              ? t('auditTable.noEntryMatchesTheFilter')
              : t('auditTable.nothingHappenedYet')
          }
        />
      }
    />
  );
}

function Entity(props: { entry: AuditEntry }) {
  const { entityKind, entityId, entityName } = props.entry;
  const links = useLinks();
  const name = entityName ?? entityId.slice(0, 8);
  const href = links.culprit({
    kind: entityKind as Culprit['kind'],
    id: entityId,
  });
  return (
    <>
      {entityKind.replace(/_/g, ' ')}{' '}
      {href ? <Link href={href}>{name}</Link> : <span>{name}</span>}
    </>
  );
}

function Detail(props: {
  resourceId: string | undefined;
  detail: AuditEntry['detail'];
}) {
  const { t } = useTranslationRef(historyTranslationRef);
  const labels = useLabels();
  const { resourceId, detail } = props;
  const links = useLinks();
  if (!detail) {
    return null;
  }
  const { runId, kind, ...rest } = detail;
  const ofRun = typeof runId === 'string';
  const others = ofRun ? rest : detail;
  return (
    <Flex direction="column" gap="1">
      {ofRun && (
        <Link
          href={
            resourceId ? links.resourceRun(resourceId, runId) : links.run(runId)
          }
        >
          {`${
            kind ? labels.runKind(kind as RunKind) : t('auditTable.run')
          } ${runId.slice(0, 8)}`}
        </Link>
      )}
      <Details detail={others} />
    </Flex>
  );
}

function Details(props: { detail: NonNullable<AuditEntry['detail']> }) {
  const { t } = useTranslationRef(historyTranslationRef);
  const { fields, ...others } = props.detail;
  const changed = isTexts(fields) ? fields : undefined;
  const shown = Object.entries(changed ? others : props.detail);
  return (
    <>
      {changed && changed.length > 0 && (
        <span style={{ overflowWrap: 'anywhere' }}>
          {t('auditTable.changedFields', {
            fields: changedFieldsText(changed),
          })}
        </span>
      )}
      {shown.length > 0 && (
        // The column is too narrow for names and values beside each other.
        <dl style={{ margin: 0, overflowWrap: 'anywhere' }}>
          {shown.map(([name, value]) => (
            <Fragment key={name}>
              <dt style={{ color: 'var(--bui-fg-secondary)' }}>
                {fieldText(name)}
              </dt>
              <dd style={{ margin: 0 }}>
                <DetailValue value={value} />
              </dd>
            </Fragment>
          ))}
        </dl>
      )}
    </>
  );
}

function DetailValue(props: { value: unknown }) {
  const { value } = props;
  if (typeof value !== 'object' || value === null) {
    return <>{String(value)}</>;
  }
  if (isTexts(value)) {
    return <>{value.join(', ')}</>;
  }
  if (isFlatRecords(value)) {
    return (
      <ul style={{ margin: 0, paddingInlineStart: '1.2em' }}>
        {value.map((record, index) => (
          <li key={index}>
            {Object.entries(record)
              .map(([name, part]) => `${fieldText(name)}: ${part}`)
              .join(', ')}
          </li>
        ))}
      </ul>
    );
  }
  return <JsonValueView value={value} />;
}

/** Such as the roles that were given: a line each says all. */
function isFlatRecords(value: unknown): value is Record<string, unknown>[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      record =>
        typeof record === 'object' &&
        record !== null &&
        !Array.isArray(record) &&
        Object.values(record).every(part => typeof part !== 'object'),
    )
  );
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}
