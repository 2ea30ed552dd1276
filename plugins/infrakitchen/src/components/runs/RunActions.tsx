import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Button, Flex } from '@backstage/ui';
import { RiRestartLine, RiStopCircleLine } from '@remixicon/react';
import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ConfirmDialog,
  isRunOver,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useAction, WriteError } from '../shared';
import { ResolveRunDialog } from './ResolveRunDialog';

/** What can be done with a run: stop it, do it again, or settle it. */
export function RunActions(props: {
  run: RunDetail;
  onChanged: () => void;
  onNewRun: (id: string) => void;
}) {
  const { run, onChanged, onNewRun } = props;
  const api = useInfrakitchenApi();
  const action = useAction();
  const [params] = useSearchParams();
  const [dialog, setDialog] = useState<'cancel' | 'resolve' | undefined>(
    // Links of notifications ask how it ended.
    params.get('do') === 'resolve' && run.state === 'needs_attention'
      ? 'resolve'
      : undefined,
  );
  const over = isRunOver(run.state);
  const canRetry = ['failed', 'cancelled', 'rejected', 'discarded'].includes(
    run.state,
  );

  return (
    <Flex direction="column" gap="2">
      <Flex gap="2" style={{ flexWrap: 'wrap' }}>
        {!over && (
          <Button
            variant="secondary"
            iconStart={<RiStopCircleLine />}
            isDisabled={run.cancelRequested}
            onPress={() => setDialog('cancel')}
          >
            {run.cancelRequested ? 'Cancelling' : 'Cancel run'}
          </Button>
        )}
        {canRetry && (
          <Button
            variant="primary"
            iconStart={<RiRestartLine />}
            isPending={action.pending === 'retry'}
            onPress={() =>
              action.run('retry', async () => {
                const result = await api.actOnRun(run.id, 'retry');
                if (result.run) {
                  onNewRun(result.run.id);
                }
              })
            }
          >
            Retry
          </Button>
        )}
        {run.state === 'needs_attention' && (
          <Button variant="primary" onPress={() => setDialog('resolve')}>
            Resolve
          </Button>
        )}
      </Flex>
      <WriteError error={action.error} title="The run was not started again" />
      <ConfirmDialog
        isOpen={dialog === 'cancel'}
        title="Cancel the run"
        confirmLabel="Cancel the run"
        destructive
        reason="optional"
        onClose={() => setDialog(undefined)}
        onConfirm={async reason => {
          await api.actOnRun(run.id, 'cancel', { reason });
          onChanged();
        }}
      >
        {run.state === 'applying'
          ? 'The engine finishes what it has begun and then stops. Objects that it made so far stay.'
          : 'Nothing was changed in the cloud so far.'}
      </ConfirmDialog>
      <ResolveRunDialog
        run={run}
        isOpen={dialog === 'resolve'}
        onClose={() => setDialog(undefined)}
        onResolved={onChanged}
      />
    </Flex>
  );
}
