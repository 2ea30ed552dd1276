import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Route, Routes } from 'react-router-dom';
import {
  roleAllows,
  type Connection,
  type ConnectionKind,
  type ConnectionProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  useAsyncData,
  useInfrakitchenApi,
  type AsyncData,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { RoleChip } from '../access';
import { RecordActivity } from '../history';
import {
  Loaded,
  NoSuchPage,
  PageFrame,
  useLinks,
  type PageTab,
} from '../shared';
import { ConnectionOverview } from './ConnectionOverview';
import { ConnectionSettings } from './ConnectionSettings';
import { titleOf } from './connectionTexts';
import { connectionsTranslationRef, type Translate } from './translation';

/** What every tab of a connection works with. */
export interface ConnectionTabProps {
  connection: Connection;
  /** All of the kind; that of the connection may not be installed any more. */
  providers: AsyncData<ConnectionProvider[]>;
  reload: () => Promise<void>;
}

/** One integration, secret or storage. */
export function ConnectionPage(props: { kind: ConnectionKind; id: string }) {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const { kind, id } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const data = useAsyncData(
    signal => api.getConnection(kind, id, { signal }),
    [api, kind, id],
  );
  const providers = useAsyncData(
    signal => api.listConnectionProviders(kind, { signal }),
    [api, kind],
  );
  const connection = data.value;
  const base = links.connection(kind, id);
  return (
    <PageFrame
      title={connection?.name ?? titleOf(t, kind)}
      description={connection?.description}
      breadcrumb={base}
      metadata={
        connection && [
          {
            label: t('connectionPage.provider'),
            value:
              providerOf(connection, providers)?.title ?? connection.provider,
          },
          ...(connection.role
            ? [
                {
                  label: t('connectionPage.yourRole'),
                  value: <RoleChip role={connection.role} />,
                },
              ]
            : []),
        ]
      }
      actions={
        connection &&
        !connection.enabled && (
          <Chip tone="warning">{t('connectionPage.disabled')}</Chip>
        )
      }
      tabs={
        // Without it they lead nowhere.
        data.error && !connection
          ? undefined
          : { label: titleOf(t, kind), items: tabsOf(t, base, connection) }
      }
    >
      <Loaded
        data={data}
        errorTitle={t('connectionPage.theKindCannotBeLoaded', { kind })}
        record={{ kind, id }}
      >
        {value => (
          <Tabs connection={value} providers={providers} reload={data.reload} />
        )}
      </Loaded>
    </PageFrame>
  );
}

/** What its provider tells about itself, once that is known. */
export function providerOf(
  connection: Connection,
  providers: AsyncData<ConnectionProvider[]>,
): ConnectionProvider | undefined {
  return providers.value?.find(({ key }) => key === connection.provider);
}

function tabsOf(
  t: Translate,
  base: string,
  connection: Connection | undefined,
): PageTab[] {
  const tab = (id: string, label: string): PageTab => ({
    id,
    label,
    href: `${base}/${id}`,
    prefix: true,
  });
  return [
    { id: 'overview', label: t('connectionPage.overview'), href: base },
    tab('activity', t('connectionPage.activity')),
    ...(roleAllows(connection?.role, 'admin')
      ? [tab('settings', t('connectionPage.settings'))]
      : []),
  ];
}

function Tabs(props: ConnectionTabProps) {
  const { connection, reload } = props;
  return (
    <Routes>
      <Route index element={<ConnectionOverview {...props} />} />
      <Route
        path="activity"
        element={
          <RecordActivity
            kind={connection.kind}
            id={connection.id}
            revision={connection.revision}
            reload={reload}
          />
        }
      />
      <Route path="settings" element={<ConnectionSettings {...props} />} />
      <Route path="*" element={<NoSuchPage />} />
    </Routes>
  );
}
