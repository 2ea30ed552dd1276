import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type { PortalGitHost } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  DataTable,
  useAsyncData,
  useInfrakitchenApi,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, Section } from '../shared';
import { connectionsTranslationRef, type Translate } from './translation';

const columns: (
  t: Translate,
) => Array<DataColumn<PortalGitHost & { id: string }>> = t => [
  {
    id: 'host',
    label: t('portalGitHosts.host'),
    render: ({ host }) => <code>{host}</code>,
  },
  {
    id: 'type',
    label: t('portalGitHosts.kind'),
    render: ({ type }) => <code>{type}</code>,
  },
  {
    id: 'signsIn',
    label: t('portalGitHosts.credentials'),
    render: ({ signsIn }) => (
      <Chip tone={signsIn ? 'success' : 'neutral'}>
        {signsIn ? t('portalGitHosts.configured') : t('portalGitHosts.none')}
      </Chip>
    ),
  },
];

/** What the portal itself reads repositories with; nothing where it has no hosts. */
export function PortalGitHosts() {
  const { t } = useTranslationRef(connectionsTranslationRef);
  const shown = useMemo(() => columns(t), [t]);
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.listPortalGitHosts({ signal }),
    [api],
  );
  if (data.value?.length === 0) {
    return null;
  }
  return (
    <Section title={t('portalGitHosts.fromThePortalsConfiguration')}>
      <Text variant="body-medium" color="secondary">
        {t('portalGitHosts.modulesOnTheseHostsAre')}
      </Text>
      <Loaded data={data} errorTitle={t('portalGitHosts.theGitHostsOfThe')}>
        {hosts => (
          <DataTable
            label={t('portalGitHosts.gitHostsOfThePortal')}
            columns={shown}
            items={hosts.map(host => ({
              ...host,
              id: `${host.type}:${host.host}`,
            }))}
            empty={null}
          />
        )}
      </Loaded>
    </Section>
  );
}
