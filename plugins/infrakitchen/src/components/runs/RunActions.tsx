import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Flex } from '@backstage/ui';
import { RiRestartLine, RiStopCircleLine } from '@remixicon/react';
import {
  isCancellable,
  type Role,
  type RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActionButton,
  ConfirmDialog,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useAction, WriteError } from '../shared';
import { ResolveRunDialog } from './ResolveRunDialog';
import { runsTranslationRef } from './translation';

/** What can be done with a run: stop it, do it again, or settle it. */
export function RunActions(props: {
  run: RunDetail;
  /** The reader's role on the resource, where it is known. */
  role?: Role;
  onChanged: () => void;
  onNewRun: (id: string) => void;
}) {
  const { t } = useTranslationRef(runsTranslationRef);
  const { run, role, onChanged, onNewRun } = props;
  const api = useInfrakitchenApi();
  const action = useAction();
  const [params] = useSearchParams();
  const [dialog, setDialog] = useState<'cancel' | 'resolve' | undefined>(
    // Links of notifications ask how it ended.
    params.get('do') === 'resolve' && run.state === 'needs_attention'
      ? 'resolve'
      : undefined,
  );
  const mayNot =
    role === 'read'
      ? [t('runActions.needsWrite', { name: run.resourceName })]
      : [];
  const canRetry = ['failed', 'cancelled', 'rejected', 'discarded'].includes(
    run.state,
  );

  return (
    <Flex direction="column" gap="2">
      <Flex gap="2" style={{ flexWrap: 'wrap' }}>
        {isCancellable(run.state) && (
          <ActionButton
            icon={<RiStopCircleLine />}
            isPending={run.cancelRequested}
            reasons={mayNot}
            onPress={() => setDialog('cancel')}
          >
            {run.cancelRequested
              ? t('runActions.cancelling')
              : t('runActions.cancelRun')}
          </ActionButton>
        )}
        {canRetry && (
          <ActionButton
            variant="primary"
            icon={<RiRestartLine />}
            isPending={action.pending === 'retry'}
            reasons={mayNot}
            onPress={() =>
              action.run('retry', async () => {
                const result = await api.actOnRun(run.id, 'retry');
                if (result.run) {
                  onNewRun(result.run.id);
                }
              })
            }
          >
            {t('runActions.retry')}
          </ActionButton>
        )}
        {run.state === 'needs_attention' && (
          <ActionButton
            variant="primary"
            reasons={mayNot}
            onPress={() => setDialog('resolve')}
          >
            {t('runActions.resolve')}
          </ActionButton>
        )}
      </Flex>
      <WriteError
        error={action.error}
        title={t('runActions.theRunWasNotStarted')}
      />
      <ConfirmDialog
        isOpen={dialog === 'cancel'}
        title={t('runActions.cancelTheRun')}
        confirmLabel={t('runActions.cancelTheRun')}
        destructive
        reason="optional"
        onClose={() => setDialog(undefined)}
        onConfirm={async reason => {
          await api.actOnRun(run.id, 'cancel', { reason });
          onChanged();
        }}
      >
        {run.state === 'applying'
          ? t('runActions.theEngineFinishesWhatIt')
          : t('runActions.nothingWasChangedInThe')}
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
