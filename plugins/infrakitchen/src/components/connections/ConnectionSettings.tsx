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
import { draftOf, toConnectionPatch } from './connectionDraft';
import { ConnectionForm } from './ConnectionForm';
import { providerOf, type ConnectionTabProps } from './ConnectionPage';
import { kindTexts } from './connectionTexts';

/** Replaces secrets, changes a connection, switches it off and on, or deletes it. */
export function ConnectionSettings(props: ConnectionTabProps) {
  const { connection, providers } = props;
  return (
    <Flex direction="column" gap="4">
      <Loaded data={providers} errorTitle="The provider cannot be loaded">
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
              title={`The module of the provider ${connection.provider} is not installed`}
              description="Its settings can be changed again once it is."
            />
          );
        }}
      </Loaded>
      <ConnectionAvailability {...props} />
    </Flex>
  );
}

function Rotation(props: ConnectionTabProps & { schema: ConfigSchema }) {
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
    <Section title="Rotate" form>
      <Flex direction="column" gap="4">
        <Text as="p" color="secondary">
          New secrets are given to runs that start from now on. Those in use are
          from <TimeAgo at={connection.rotatedAt} />.
        </Text>
        <ConfigForm
          fields={fields}
          value={draft}
          stored={stored}
          onChange={setDraft}
        />
        <WriteError
          error={action.error}
          title="The secrets were not replaced"
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
                notify('The secrets were replaced');
                await reload();
              })
            }
          >
            Rotate
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
  const { connection, reload, provider } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const action = useAction();
  const { one } = kindTexts[connection.kind];
  const stored = connection.config as JsonObject;
  return (
    <ConnectionForm
      title="Edit"
      provider={provider}
      start={draftOf(connection)}
      stored={stored}
      saveLabel="Save"
      action={action}
      error={
        <WriteError
          error={action.error}
          title={`The ${one} was not saved`}
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
        notify(`The ${one} was saved`);
        await reload();
      }}
    />
  );
}

function ConnectionAvailability(props: ConnectionTabProps) {
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
          ? 'It can be attached to resources, and their runs use it.'
          : 'It is disabled: it cannot be attached, and runs that need it are refused. What was built with it can still be destroyed.',
        disable:
          'Runs of the resources that use it are refused until it is enabled again. They can still be destroyed.',
        delete:
          'Its secrets are deleted with it. This is possible only when nothing uses it.',
      }}
      errorTitle={`The ${kindTexts[kind].one} was not changed`}
      onReload={reload}
      onSwitch={async action => {
        await api.actOnConnection(kind, id, action);
        await reload();
      }}
      onDelete={async () => {
        await api.deleteConnection(kind, id);
        notify(`${name} was deleted`);
        goTo(links.connections(kind));
      }}
    />
  );
}
