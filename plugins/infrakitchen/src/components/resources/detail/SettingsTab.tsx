import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Flex,
  Switch,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  DraftNotice,
  LabelsField,
  parseLabels,
  Section,
  useAction,
  useFormState,
  useNotify,
  WriteError,
} from '../../shared';
import { StorageForm } from '../connections/StorageForm';
import { AccessSection } from './AccessSection';
import { ParentsForm } from './ParentsForm';
import { ProjectForm } from './ProjectForm';
import type { ResourceTabProps } from './ResourcePage';
import { VersionSection } from './VersionSection';
import { WorkspaceForm } from './WorkspaceForm';
import { resourcesDetailTranslationRef } from './translation';

/** What can be changed without a run. The ways out stand in the header. */
export function SettingsTab(props: ResourceTabProps) {
  const { resource } = props;
  return (
    <Flex direction="column" gap="4">
      <DetailsForm key={`details:${resource.revision}`} {...props} />
      <ParentsForm key={`parents:${resource.revision}`} {...props} />
      <ProjectForm key={`project:${resource.revision}`} {...props} />
      <VersionSection {...props} />
      <StorageForm key={`storage:${resource.revision}`} {...props} />
      <WorkspaceForm key={`workspace:${resource.revision}`} {...props} />
      <ProtectionForm {...props} />
      <AccessSection {...props} />
    </Flex>
  );
}

/** As a change names them. */
const detailFields: ReadonlySet<string> = new Set([
  'description',
  'labels',
  'ownerRef',
]);

function DetailsForm(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource, reload } = props;
  const api = useInfrakitchenApi();
  const action = useAction();
  const notify = useNotify();
  const form = useFormState({
    object: `resource/${resource.id}/details`,
    base: resource.revision,
    start: {
      description: resource.description ?? '',
      ownerRef: resource.ownerRef ?? '',
      labels: resource.labels.join(', '),
    },
  });
  const { description, ownerRef, labels } = form.value;
  const save = () =>
    action.run('save', async () => {
      const edited = await api.updateResource(
        resource.id,
        {
          description,
          labels: parseLabels(labels),
          ownerRef: ownerRef.trim() || undefined,
        },
        { revision: resource.revision },
      );
      form.saved();
      notify(
        // Where approval rules hold, they wait with the next update.
        edited.change?.fields.some(({ field }) => detailFields.has(field))
          ? t('settingsTab.theDetailsWereSavedAs')
          : t('settingsTab.theDetailsWereSaved'),
      );
      await reload();
    });
  return (
    <Section title={t('settingsTab.details')} form>
      <Flex direction="column" gap="3">
        <DraftNotice draft={form.draft} onDiscard={form.reset} />
        <TextAreaField
          label={t('settingsTab.resourceDescription')}
          value={description}
          onChange={next => form.set({ description: next })}
        />
        <TextField
          label={t('settingsTab.owner')}
          value={ownerRef}
          onChange={next => form.set({ ownerRef: next })}
        />
        <LabelsField
          value={labels}
          onChange={next => form.set({ labels: next })}
        />
        <WriteError
          error={action.error}
          title={t('settingsTab.theDetailsWereNotSaved')}
          onReload={reload}
        />
        <div>
          <Button
            variant="primary"
            isPending={action.pending === 'save'}
            onPress={save}
          >
            {t('settingsTab.saveDetails')}
          </Button>
        </div>
      </Flex>
    </Section>
  );
}

function ProtectionForm(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource, reload } = props;
  const api = useInfrakitchenApi();
  const action = useAction();
  return (
    <Section title={t('settingsTab.protection')} form>
      <Flex direction="column" gap="3">
        <Text as="p" color="secondary">
          {t('settingsTab.whileItIsOnDestroy')}
        </Text>
        <Switch
          label={t('settingsTab.deletionProtection')}
          isSelected={resource.deletionProtection}
          isDisabled={action.pending !== undefined}
          onChange={deletionProtection =>
            action.run('protect', async () => {
              await api.updateResource(
                resource.id,
                { deletionProtection },
                { revision: resource.revision },
              );
              await reload();
            })
          }
        />
        <WriteError
          error={action.error}
          title={t('settingsTab.theProtectionWasNotChanged')}
          onReload={reload}
        />
      </Flex>
    </Section>
  );
}
