import { useState } from 'react';
import { Flex, Select } from '@backstage/ui';
import type {
  ConfigSchema,
  ConnectionKind,
  ConnectionProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  Loaded,
  PageFrame,
  Section,
  useAction,
  useGoTo,
  useLinks,
  useNotify,
  WriteError,
} from '../shared';
import { emptyConnection, toConnectionInput } from './connectionDraft';
import { ConnectionForm } from './ConnectionForm';
import { kindTexts, titleOf } from './connectionTexts';

/** Creates an integration, secret or storage. */
export function NewConnectionPage(props: { kind: ConnectionKind }) {
  const { kind } = props;
  const { one, purpose } = kindTexts[kind];
  const api = useInfrakitchenApi();
  const links = useLinks();
  const [chosen, setChosen] = useState<string>();
  const providers = useAsyncData(
    signal => api.listConnectionProviders(kind, { signal }),
    [api, kind],
  );
  return (
    <PageFrame
      title={`New ${one}`}
      description={purpose}
      breadcrumb={links.newConnection(kind)}
    >
      <Loaded data={providers} errorTitle="The providers cannot be loaded">
        {items => {
          const provider =
            items.find(({ key }) => key === chosen) ??
            (items.length === 1 ? items[0] : undefined);
          return (
            <Flex direction="column" gap="4">
              <Section title="Provider" form>
                <Select
                  label="Provider"
                  description={provider?.description ?? 'It cannot change.'}
                  isRequired
                  options={items.map(({ key, title }) => ({
                    id: key,
                    label: title,
                  }))}
                  value={provider?.key ?? null}
                  onChange={key => setChosen(String(key))}
                />
              </Section>
              {provider && (
                <CreateForm
                  key={provider.key}
                  kind={kind}
                  provider={provider}
                />
              )}
            </Flex>
          );
        }}
      </Loaded>
    </PageFrame>
  );
}

function CreateForm(props: {
  kind: ConnectionKind;
  provider: ConnectionProvider;
}) {
  const { kind, provider } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const action = useAction();
  const { one } = kindTexts[kind];
  return (
    <ConnectionForm
      title={titleOf(kind)}
      provider={provider}
      start={emptyConnection(provider.schema as ConfigSchema)}
      stored={{}}
      saveLabel={`Create ${one}`}
      action={action}
      error={
        <WriteError error={action.error} title={`The ${one} was not created`} />
      }
      onSave={async draft => {
        const made = await api.createConnection(
          kind,
          toConnectionInput(provider.key, draft),
        );
        notify(`${made.name} was created`);
        goTo(links.connection(kind, made.id));
      }}
    />
  );
}
