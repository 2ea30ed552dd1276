import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Flex } from '@backstage/ui';
import { RiRestartLine, RiStopCircleLine } from '@remixicon/react';
import {
  concernsRun,
  type RunDetail,
  type RunIntervention,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActionButton,
  ConfirmDialog,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { refusalSentences, useAction, WriteError } from '../shared';
import { ResolveRunDialog } from './ResolveRunDialog';
import { runsTranslationRef } from './translation';

/** What can be done with a run: stop it, do it again, or settle it. */
export function RunActions(props: {
  run: RunDetail;
  onChanged: () => void;
  onNewRun: (id: string) => void;
}) {
  const { t } = useTranslationRef(runsTranslationRef);
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
  const shows = (name: RunIntervention) => concernsRun(name, run.state);
  const reasons = (name: RunIntervention) =>
    refusalSentences(
      run.actions.find(({ action: other }) => other === name)?.reasons ?? [],
    );

  return (
    <Flex direction="column" gap="2">
      <Flex gap="2" style={{ flexWrap: 'wrap' }}>
        {shows('cancel') && (
          <ActionButton
            icon={<RiStopCircleLine />}
            isPending={run.cancelRequested}
            reasons={reasons('cancel')}
            onPress={() => setDialog('cancel')}
          >
            {run.cancelRequested
              ? t('runActions.cancelling')
              : t('runActions.cancelRun')}
          </ActionButton>
        )}
        {shows('retry') && (
          <ActionButton
            variant="primary"
            icon={<RiRestartLine />}
            isPending={action.pending === 'retry'}
            reasons={reasons('retry')}
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
        {shows('resolve') && (
          <ActionButton
            variant="primary"
            reasons={reasons('resolve')}
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
