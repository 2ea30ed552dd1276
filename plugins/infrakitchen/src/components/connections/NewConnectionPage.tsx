import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useSearchParams } from 'react-router-dom';
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
import {
  emptyConnection,
  toConnectionInput,
  useConnectionForm,
} from './connectionDraft';
import { ConnectionForm } from './ConnectionForm';
import { kindTexts, titleOf } from './connectionTexts';
import { connectionsTranslationRef } from './translation';

const PROVIDER = 'provider';

/** Creates an integration, secret or storage. */
export function NewConnectionPage(props: { kind: ConnectionKind }) {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const { kind } = props;
  const { one, purpose } = kindTexts(t)[kind];
  const api = useInfrakitchenApi();
  const links = useLinks();
  const [params, setParams] = useSearchParams();
  const chosen = params.get(PROVIDER);
  const providers = useAsyncData(
    signal => api.listConnectionProviders(kind, { signal }),
    [api, kind],
  );
  return (
    <PageFrame
      title={t('newConnectionPage.newOne', { one })}
      description={purpose}
      breadcrumb={links.newConnection(kind)}
    >
      <Loaded
        data={providers}
        errorTitle={t('newConnectionPage.theProvidersCannotBeLoaded')}
      >
        {items => {
          const provider =
            items.find(({ key }) => key === chosen) ??
            (items.length === 1 ? items[0] : undefined);
          return (
            <Flex direction="column" gap="4">
              <Section title={t('newConnectionPage.provider')} form>
                <Select
                  label={t('newConnectionPage.provider')}
                  description={
                    provider?.description ??
                    t('newConnectionPage.itCannotChange')
                  }
                  isRequired
                  options={items.map(({ key, title }) => ({
                    id: key,
                    label: title,
                  }))}
                  value={provider?.key ?? null}
                  onChange={key =>
                    setParams({ [PROVIDER]: String(key) }, { replace: true })
                  }
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
  const { t } = useTranslationRef(connectionsTranslationRef);
  const { kind, provider } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const action = useAction();
  const { one } = kindTexts(t)[kind];
  const schema = provider.schema as ConfigSchema;
  const form = useConnectionForm({
    object: `${kind}/new/${provider.key}`,
    start: emptyConnection(schema),
    schema,
    stored: {},
  });
  return (
    <ConnectionForm
      title={titleOf(t, kind)}
      provider={provider}
      form={form}
      stored={{}}
      saveLabel={t('newConnectionPage.createOne', { one })}
      action={action}
      error={
        <WriteError
          error={action.error}
          title={t('newConnectionPage.theOneWasNotCreated', { one })}
        />
      }
      onSave={async draft => {
        const made = await api.createConnection(
          kind,
          toConnectionInput(provider.key, draft),
        );
        form.draft.forget();
        notify(t('newConnectionPage.nameWasCreated', { name: made.name }));
        goTo(links.connection(kind, made.id));
      }}
    />
  );
}
