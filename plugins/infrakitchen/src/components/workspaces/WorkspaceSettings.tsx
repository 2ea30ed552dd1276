import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Button, Flex, Text, TextAreaField } from '@backstage/ui';
import {
  ConfirmDialog,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  DraftNotice,
  LabelsField,
  parseLabels,
  Section,
  useAction,
  useFormState,
  useGoTo,
  useLinks,
  useNotify,
  WriteError,
} from '../shared';
import type { WorkspaceTabProps } from './WorkspacePage';
import { workspacesTranslationRef } from './translation';

/** Changes what people write about a workspace, or takes it out of the portal. */
export function WorkspaceSettings(props: WorkspaceTabProps) {
  const { workspace } = props;
  return (
    <Flex direction="column" gap="4">
      {/* Another revision starts the form anew. */}
      <EditWorkspace key={workspace.revision} {...props} />
      <DeleteWorkspace {...props} />
    </Flex>
  );
}

function EditWorkspace(props: WorkspaceTabProps) {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const { workspace, reload } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const action = useAction();
  const form = useFormState({
    object: `workspace/${workspace.id}`,
    base: workspace.revision,
    start: {
      description: workspace.description ?? '',
      labels: workspace.labels.join(', '),
    },
  });
  const { description, labels } = form.value;
  const save = async () => {
    await api.updateWorkspace(
      workspace.id,
      { description: description.trim(), labels: parseLabels(labels) },
      { revision: workspace.revision },
    );
    form.saved();
    notify(t('workspaceSettings.theWorkspaceWasSaved'));
    await reload();
  };
  return (
    <Section title={t('workspaceSettings.editWorkspace')} form>
      <Flex direction="column" gap="4">
        <DraftNotice draft={form.draft} onDiscard={form.reset} />
        <Text as="p" color="secondary">
          {t('workspaceSettings.itsNameUrlAndDefault')}
        </Text>
        <TextAreaField
          label={t('workspaceSettings.description')}
          maxLength={2000}
          value={description}
          onChange={next => form.set({ description: next })}
        />
        <LabelsField
          value={labels}
          onChange={next => form.set({ labels: next })}
        />
        <WriteError
          error={action.error}
          title={t('workspaceSettings.theWorkspaceWasNotSaved')}
          onReload={reload}
        />
        <div>
          <Button
            variant="primary"
            isPending={action.pending === 'save'}
            onPress={() => action.run('save', save)}
          >
            {t('workspaceSettings.save')}
          </Button>
        </div>
      </Flex>
    </Section>
  );
}

function DeleteWorkspace(props: WorkspaceTabProps) {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const { workspace } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const [asking, setAsking] = useState(false);
  return (
    <Section title={t('workspaceSettings.deleteWorkspace')} form>
      <Flex direction="column" gap="3">
        <Text as="p" color="secondary">
          {t('workspaceSettings.thePortalForgetsTheWorkspace')}
        </Text>
        <div>
          <Button
            variant="secondary"
            destructive
            onPress={() => setAsking(true)}
          >
            {t('workspaceSettings.delete')}
          </Button>
        </div>
        <ConfirmDialog
          isOpen={asking}
          title={t('workspaceSettings.deleteName', { name: workspace.name })}
          confirmLabel={t('workspaceSettings.delete')}
          destructive
          requiredText={workspace.name}
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            await api.deleteWorkspace(workspace.id, {
              revision: workspace.revision,
            });
            notify(
              t('workspaceSettings.nameWasDeleted', { name: workspace.name }),
            );
            goTo(links.workspaces);
          }}
        >
          {t('workspaceSettings.theRepositoryStaysAsIt')}
        </ConfirmDialog>
      </Flex>
    </Section>
  );
}
