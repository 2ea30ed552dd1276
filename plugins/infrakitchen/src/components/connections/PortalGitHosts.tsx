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

const columns: Array<DataColumn<PortalGitHost & { id: string }>> = [
  { id: 'host', label: 'Host', render: ({ host }) => <code>{host}</code> },
  { id: 'type', label: 'Kind', render: ({ type }) => <code>{type}</code> },
  {
    id: 'signsIn',
    label: 'Credentials',
    render: ({ signsIn }) => (
      <Chip tone={signsIn ? 'success' : 'neutral'}>
        {signsIn ? 'configured' : 'none'}
      </Chip>
    ),
  },
];

/** What the portal itself reads repositories with; nothing where it has no hosts. */
export function PortalGitHosts() {
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.listPortalGitHosts({ signal }),
    [api],
  );
  if (data.value?.length === 0) {
    return null;
  }
  return (
    <Section title="From the portal's configuration">
      <Text variant="body-medium" color="secondary">
        Modules on these hosts are read with the portal's own credentials where
        no integration above is for them, and without any where there are none.
        They are read-only here: whoever runs the portal changes them.
      </Text>
      <Loaded
        data={data}
        errorTitle="The git hosts of the portal cannot be loaded"
      >
        {hosts => (
          <DataTable
            label="Git hosts of the portal"
            columns={columns}
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
