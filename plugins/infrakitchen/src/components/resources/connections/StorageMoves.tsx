import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo, useEffect, useRef } from 'react';
import { Alert } from '@backstage/ui';
import type { StorageMove } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  ApiErrorPanel,
  DataTable,
  EmptyState,
  PageControls,
  TimeAgo,
  useAsyncData,
  useInfrakitchenApi,
  usePagedList,
  type AsyncData,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section, useListParams } from '../../shared';
import {
  resourcesConnectionsTranslationRef,
  type Translate,
} from './translation';

const POLL_MS = 2_000;

const states: (t: Translate) => Record<StorageMove['state'], string> = t => ({
  queued: t('storageMoves.waitsForAWorker'),
  copying: t('storageMoves.copiesAndCompares'),
  switched: t('storageMoves.copiedLetsGoOfThe'),
  succeeded: t('storageMoves.moved'),
  failed: t('storageMoves.failed'),
});

/** Whether a move still holds the resource. */
export function isMoving(move: StorageMove | undefined): boolean {
  return move !== undefined && move.endedAt === undefined;
}

/** The newest move of a state, fresh while it goes on; `onEnd` when it is over. */
export function useNewestMove(
  resourceId: string,
  onEnd: () => void,
): AsyncData<{ move: StorageMove | undefined }> {
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    async signal => {
      const page = await api.listStorageMoves(
        resourceId,
        { limit: 1 },
        { signal },
      );
      return { move: page.items[0] };
    },
    [api, resourceId],
    { pollMs: value => (isMoving(value?.move) ? POLL_MS : undefined) },
  );
  const wasMoving = useRef(false);
  const moving = isMoving(data.value?.move);
  useEffect(() => {
    if (wasMoving.current && !moving) {
      onEnd();
    }
    wasMoving.current = moving;
  }, [moving, onEnd]);
  return data;
}

/** How far a move has come, or what went wrong with the last one. */
export function StorageMoveAlert(props: { move: StorageMove | undefined }) {
  const { t } = useTranslationRef(resourcesConnectionsTranslationRef);
  const { move } = props;
  if (!move || (move.state === 'succeeded' && !move.problem)) {
    return null;
  }
  const to = storageName(t, move.to);
  if (isMoving(move)) {
    return (
      <Alert
        status="info"
        icon
        loading
        title={t('storageMoves.theStateIsBeingMoved', { to })}
        description={
          move.problem
            ? t('storageMoves.itIsTriedAgain', {
                problem: move.problem.message,
              })
            : t('storageMoves.runsAreRefusedUntil', {
                state: states(t)[move.state],
              })
        }
      />
    );
  }
  return move.state === 'failed' ? (
    <Alert
      status="danger"
      icon
      title={t('storageMoves.theStateCouldNotBe', { to })}
      description={t('storageMoves.itStaysInStorage', {
        problem: move.problem?.message ?? t('storageMoves.nobodyKnowsWhy'),
        storage: storageName(t, move.from),
      })}
    />
  ) : (
    <Alert
      status="warning"
      icon
      title={t('storageMoves.theStateWasMovedTo', { to })}
      description={move.problem?.message}
    />
  );
}

const columns: (t: Translate) => Array<DataColumn<StorageMove>> = t => [
  {
    id: 'when',
    label: t('storageMoves.askedFor'),
    render: move => <TimeAgo at={move.createdAt} />,
  },
  {
    id: 'from',
    label: t('storageMoves.from'),
    render: move => storageName(t, move.from),
  },
  {
    id: 'to',
    label: t('storageMoves.to'),
    render: move => storageName(t, move.to),
  },
  {
    id: 'state',
    label: t('storageMoves.state'),
    render: move => states(t)[move.state],
  },
  {
    id: 'by',
    label: t('storageMoves.by'),
    render: move => <ActorName actor={move.requestedBy} />,
  },
];

/** Where the state has been. */
export function StorageMoves(props: {
  resourceId: string;
  newest: StorageMove | undefined;
}) {
  const { t } = useTranslationRef(resourcesConnectionsTranslationRef);
  const shown = useMemo(() => columns(t), [t]);
  const { resourceId, newest } = props;
  const api = useInfrakitchenApi();
  const params = useListParams('moves');
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listStorageMoves(resourceId, { cursor }, { signal }),
    queryKey: JSON.stringify([resourceId, newest?.id, newest?.state]),
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  return (
    <Section title={t('storageMoves.movesBetweenStorages')}>
      {list.error ? (
        <ApiErrorPanel
          error={list.error}
          title={t('storageMoves.theMovesCannotBeLoaded')}
        />
      ) : (
        <DataTable
          label={t('storageMoves.movesOfTheState')}
          columns={shown}
          items={list.items}
          stale={list.loading}
          empty={<EmptyState title={t('storageMoves.theStateWasNeverMoved')} />}
        />
      )}
      <PageControls list={list} />
    </Section>
  );
}

function storageName(t: Translate, storage: StorageMove['to']): string {
  return storage ? `'${storage.name}'` : t('storageMoves.theManagedStorage');
}
