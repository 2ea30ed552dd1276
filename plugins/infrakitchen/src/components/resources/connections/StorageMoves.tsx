import { useEffect, useRef } from 'react';
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

const POLL_MS = 2_000;

const states: Record<StorageMove['state'], string> = {
  queued: 'Waits for a worker',
  copying: 'Copies and compares',
  switched: 'Copied; lets go of the locks',
  succeeded: 'Moved',
  failed: 'Failed',
};

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
  const { move } = props;
  if (!move || (move.state === 'succeeded' && !move.problem)) {
    return null;
  }
  const to = storageName(move.to);
  if (isMoving(move)) {
    return (
      <Alert
        status="info"
        icon
        loading
        title={`The state is being moved to ${to}`}
        description={
          move.problem
            ? `${move.problem.message}. It is tried again.`
            : `${states[move.state]}. Runs are refused until it is done.`
        }
      />
    );
  }
  return move.state === 'failed' ? (
    <Alert
      status="danger"
      icon
      title={`The state could not be moved to ${to}`}
      description={`${
        move.problem?.message ?? 'Nobody knows why'
      }. It stays in ${storageName(move.from)}.`}
    />
  ) : (
    <Alert
      status="warning"
      icon
      title={`The state was moved to ${to}, and something is left behind`}
      description={move.problem?.message}
    />
  );
}

const columns: Array<DataColumn<StorageMove>> = [
  {
    id: 'when',
    label: 'Asked for',
    render: move => <TimeAgo at={move.createdAt} />,
  },
  { id: 'from', label: 'From', render: move => storageName(move.from) },
  { id: 'to', label: 'To', render: move => storageName(move.to) },
  { id: 'state', label: 'State', render: move => states[move.state] },
  {
    id: 'by',
    label: 'By',
    render: move => <ActorName actor={move.requestedBy} />,
  },
];

/** Where the state has been. */
export function StorageMoves(props: {
  resourceId: string;
  newest: StorageMove | undefined;
}) {
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
    <Section title="Moves between storages">
      {list.error ? (
        <ApiErrorPanel error={list.error} title="The moves cannot be loaded" />
      ) : (
        <DataTable
          label="Moves of the state"
          columns={columns}
          items={list.items}
          stale={list.loading}
          empty={<EmptyState title="The state was never moved" />}
        />
      )}
      <PageControls list={list} />
    </Section>
  );
}

function storageName(storage: StorageMove['to']): string {
  return storage ? `'${storage.name}'` : 'the managed storage';
}
