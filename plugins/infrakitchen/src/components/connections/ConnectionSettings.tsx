import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  TimeAgo,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  Availability,
  Loaded,
  Section,
  useAction,
  useGoTo,
  useLinks,
  useNotify,
  WriteError,
} from '../shared';
import { ConfigForm } from './ConfigForm';
import { isKept, secretFields, toConfig } from './configFields';
import {
  draftOf,
  toConnectionPatch,
  useConnectionForm,
} from './connectionDraft';
import { ConnectionForm } from './ConnectionForm';
import { providerOf, type ConnectionTabProps } from './ConnectionPage';
import { kindTexts } from './connectionTexts';
import { connectionsTranslationRef } from './translation';

/** Replaces secrets, changes a connection, switches it off and on, or deletes it. */
export function ConnectionSettings(props: ConnectionTabProps) {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const { connection, providers } = props;
  return (
    <Flex direction="column" gap="4">
      <Loaded
        data={providers}
        errorTitle={t('connectionSettings.theProviderCannotBeLoaded')}
      >
        {() => {
          const provider = providerOf(connection, providers);
          return provider ? (
            // Another revision starts the forms anew.
            <Flex direction="column" gap="4" key={connection.revision}>
              <Rotation {...props} schema={provider.schema as ConfigSchema} />
              <Edit {...props} provider={provider} />
            </Flex>
          ) : (
            <Alert
              status="warning"
              icon
              title={t('connectionSettings.theModuleOfTheProvider', {
                provider: connection.provider,
              })}
              description={t('connectionSettings.itsSettingsCanBeChanged')}
            />
          );
        }}
      </Loaded>
      <ConnectionAvailability {...props} />
    </Flex>
  );
}

function Rotation(props: ConnectionTabProps & { schema: ConfigSchema }) {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const { connection, reload, schema } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const action = useAction();
  const stored = connection.config as JsonObject;
  const fields = secretFields(schema, stored);
  const [draft, setDraft] = useState<JsonObject>(() =>
    Object.fromEntries(
      fields
        .filter(({ name }) => Object.hasOwn(stored, name))
        .map(({ name }) => [name, stored[name]]),
    ),
  );
  if (fields.length === 0) {
    return null;
  }
  const isUnchanged = Object.values(draft).every(
    value =>
      isKept(value) ||
      (typeof value === 'object' && Object.values(value ?? {}).every(isKept)),
  );
  return (
    <Section title={t('connectionSettings.rotate')} form>
      <Flex direction="column" gap="4">
        <Text as="p" color="secondary">
          {t('connectionSettings.newSecretsAreGiven', {
            rotated: <TimeAgo at={connection.rotatedAt} />,
          })}
        </Text>
        <ConfigForm
          fields={fields}
          value={draft}
          stored={stored}
          onChange={setDraft}
        />
        <WriteError
          error={action.error}
          title={t('connectionSettings.theSecretsWereNotReplaced')}
          onReload={reload}
        />
        <div>
          <Button
            variant="primary"
            isPending={action.pending === 'rotate'}
            isDisabled={isUnchanged}
            onPress={() =>
              action.run('rotate', async () => {
                await api.rotateConnection(
                  connection.kind,
                  connection.id,
                  toConfig(draft, stored),
                  { revision: connection.revision },
                );
                notify(t('connectionSettings.theSecretsWereReplaced'));
                await reload();
              })
            }
          >
            {t('connectionSettings.rotate')}
          </Button>
        </div>
      </Flex>
    </Section>
  );
}

function Edit(
  props: ConnectionTabProps &
    Pick<Parameters<typeof ConnectionForm>[0], 'provider'>,
) {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const { connection, reload, provider } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const action = useAction();
  const { one } = kindTexts(t)[connection.kind];
  const stored = connection.config as JsonObject;
  const form = useConnectionForm({
    object: `${connection.kind}/${connection.id}`,
    base: connection.revision,
    start: draftOf(connection),
    schema: provider.schema as ConfigSchema,
    stored,
  });
  return (
    <ConnectionForm
      title={t('connectionSettings.edit')}
      provider={provider}
      form={form}
      stored={stored}
      saveLabel={t('connectionSettings.save')}
      action={action}
      error={
        <WriteError
          error={action.error}
          title={t('connectionSettings.theOneWasNotSaved', { one })}
          onReload={reload}
        />
      }
      onSave={async draft => {
        await api.updateConnection(
          connection.kind,
          connection.id,
          toConnectionPatch(draft, stored),
          { revision: connection.revision },
        );
        form.saved();
        notify(t('connectionSettings.theOneWasSaved', { one }));
        await reload();
      }}
    />
  );
}

function ConnectionAvailability(props: ConnectionTabProps) {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const { connection, reload } = props;
  const { kind, id, name, enabled } = connection;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  return (
    <Availability
      name={name}
      enabled={enabled}
      texts={{
        state: enabled
          ? t('connectionSettings.itCanBeAttachedTo')
          : t('connectionSettings.itIsDisabledItCannot'),
        disable: t('connectionSettings.runsOfTheResourcesThat'),
        delete: t('connectionSettings.itsSecretsAreDeletedWith'),
      }}
      errorTitle={t('connectionSettings.theOneWasNotChanged', {
        one: kindTexts(t)[kind].one,
      })}
      onReload={reload}
      onSwitch={async action => {
        await api.actOnConnection(kind, id, action);
        await reload();
      }}
      onDelete={async () => {
        await api.deleteConnection(kind, id);
        notify(t('connectionSettings.nameWasDeleted', { name }));
        goTo(links.connections(kind));
      }}
    />
  );
}
