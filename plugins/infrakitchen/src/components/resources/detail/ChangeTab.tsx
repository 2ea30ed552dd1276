import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Button, Flex } from '@backstage/ui';
import {
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { ApproversPreview } from '../../approvals';
import { Loaded, Section } from '../../shared';
import { ChangeDiff } from './ChangeDiff';
import { ChangePlan } from './ChangePlan';
import { EditForm } from './EditForm';
import type { ResourceTabProps } from './ResourcePage';
import { WaitingPlan } from './WaitingPlan';
import { resourcesDetailTranslationRef } from './translation';
import { canEdit, editRefusals } from './offeredActions';

/** The pending change, and the form that makes one. */
export function ChangeTab(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource, actions, reload } = props;
  const api = useInfrakitchenApi();
  const [params, setParams] = useSearchParams();
  const editing = params.get('edit') === '1';
  const wantedVersion = params.get('version') ?? undefined;
  const setEditing = (on: boolean) =>
    setParams(on ? { edit: '1' } : {}, { replace: true });
  const data = useAsyncData(
    // A wrapper, because an absent change is an answer and not a wait.
    async signal => ({
      change: await api.getResourceChange(resource.id, { signal }),
    }),
    [api, resource.id, resource.revision, resource.hasPendingChange],
  );
  const [seen, setSeen] = useState(0);
  const waits = resource.activeRun?.state === 'awaiting_approval';
  const isEditable = canEdit(resource) && editRefusals(actions).length === 0;

  return (
    <Loaded data={data} errorTitle={t('changeTab.theChangeCannotBeLoaded')}>
      {({ change }) => (
        <Flex direction="column" gap="4">
          {change && (
            <Section title={t('changeTab.pendingChange')}>
              <Flex direction="column" gap="4">
                <ChangeDiff change={change} />
                {!waits && !editing && (
                  <ApproversPreview resourceId={resource.id} action="update" />
                )}
              </Flex>
            </Section>
          )}
          {change && !waits && !editing && (
            <ChangePlan resource={resource} change={change} />
          )}
          {waits && resource.activeRun && (
            <WaitingPlan
              runId={resource.activeRun.id}
              onChanged={async () => {
                await Promise.all([reload(), data.reload()]);
              }}
            />
          )}
          {editing && isEditable ? (
            <EditForm
              versionId={wantedVersion}
              // Reloading after a conflict starts from what is there now.
              key={`${seen}:${change?.updatedAt}`}
              resource={resource}
              change={change}
              onCancel={() => setEditing(false)}
              onReload={async () => {
                await Promise.all([reload(), data.reload()]);
                setSeen(seen + 1);
              }}
              onSaved={async () => {
                await Promise.all([reload(), data.reload()]);
                setEditing(false);
              }}
            />
          ) : (
            <>
              {!change && (
                <EmptyState
                  title={t('changeTab.noPendingChange')}
                  description={
                    resource.state === 'provisioned' && !resource.abstract
                      ? t('changeTab.anEditBecomesAChange')
                      : t('changeTab.editsTakeEffectAtOnce')
                  }
                />
              )}
              {isEditable && (
                <div>
                  <Button
                    variant={change ? 'secondary' : 'primary'}
                    onPress={() => setEditing(true)}
                  >
                    {t('changeTab.editValues')}
                  </Button>
                </div>
              )}
            </>
          )}
        </Flex>
      )}
    </Loaded>
  );
}
