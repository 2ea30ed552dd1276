import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState, type ReactNode } from 'react';
import { Button, Flex, Text, TextAreaField, TextField } from '@backstage/ui';
import type { JsonObject } from '@backstage/types';
import type {
  ConfigSchema,
  ConnectionProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  DraftNotice,
  IntegrationPicker,
  LabelsField,
  Section,
  type FormState,
  type PendingAction,
} from '../shared';
import { ConfigForm } from './ConfigForm';
import {
  configFields,
  configProblem,
  leftovers,
  visibleConfig,
} from './configFields';
import { draftProblem, type ConnectionDraft } from './connectionDraft';
import { connectionsTranslationRef } from './translation';

/** Writes or changes a connection. */
export function ConnectionForm(props: {
  title: string;
  provider: ConnectionProvider;
  form: FormState<ConnectionDraft>;
  /** The stored configuration, with its secrets masked; empty for a new one. */
  stored: JsonObject;
  saveLabel: string;
  action: PendingAction;
  onSave: (draft: ConnectionDraft) => Promise<void>;
  /** What went wrong, above the button. */
  error: ReactNode;
}) {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const { title, provider, form, stored, saveLabel, action, onSave } = props;
  const { value: draft, set } = form;
  const [tried, setTried] = useState(false);
  const schema = provider.schema as ConfigSchema;
  const fields = configFields(schema, draft.config);
  const dropped = leftovers(schema, stored, draft.config);
  const { integrationProviders } = provider;
  const problem =
    draftProblem(t, draft, integrationProviders.length > 0) ??
    configProblem(t, fields, draft.config);
  const save = () => {
    setTried(true);
    if (!problem) {
      const config = visibleConfig(schema, draft.config);
      action.run('save', () => onSave({ ...draft, config }));
    }
  };
  return (
    <Section title={title} form>
      <Flex direction="column" gap="4">
        <DraftNotice draft={form.draft} onDiscard={form.reset} />
        <TextField
          label={t('connectionForm.name')}
          isRequired
          maxLength={120}
          value={draft.name}
          onChange={name => set({ name })}
        />
        <TextAreaField
          label={t('connectionForm.description')}
          maxLength={2000}
          value={draft.description}
          onChange={description => set({ description })}
        />
        {integrationProviders.length > 0 && (
          <IntegrationPicker
            label={t('connectionForm.integration')}
            description={t('connectionForm.whoseRightsItIsReached')}
            isRequired
            enabledOnly
            usableOnly
            providers={integrationProviders}
            value={draft.integration}
            onChange={integration => set({ integration })}
          />
        )}
        <ConfigForm
          key={form.restarts}
          fields={fields}
          value={draft.config}
          stored={stored}
          onChange={config => set({ config })}
        />
        {dropped.length > 0 && (
          <Text color="secondary" role="status">
            {t('connectionForm.savingRemovesWhatIsNo', {
              join: dropped.join(', '),
            })}
          </Text>
        )}
        <LabelsField
          value={draft.labels}
          onChange={labels => set({ labels })}
        />
        <TextField
          label={t('connectionForm.remindAfterDays')}
          description={t('connectionForm.itsAdminsAreRemindedTo')}
          inputMode="numeric"
          maxLength={4}
          value={draft.reminderDays}
          onChange={reminderDays => set({ reminderDays })}
        />
        {tried && problem && (
          <Text color="danger" role="alert">
            {problem}
          </Text>
        )}
        {props.error}
        <div>
          <Button
            variant="primary"
            isPending={action.pending === 'save'}
            onPress={save}
          >
            {saveLabel}
          </Button>
        </div>
      </Flex>
    </Section>
  );
}
