import { useMemo } from 'react';
import { Link } from '@backstage/ui';
import type { WorkspaceFolder } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  Chip,
  DataTable,
  EmptyState,
  PageControls,
  ResourceStatus,
  TimeAgo,
  useInfrakitchenApi,
  usePagedList,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section, useLinks, useListParams, type Links } from '../shared';
import type { WorkspaceTabProps } from './WorkspacePage';

type FolderRow = WorkspaceFolder & { id: string };

/** Folders of generated code with the resources that they belong to. */
export function FoldersSection(props: WorkspaceTabProps) {
  const { id } = props.workspace;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const params = useListParams('folders');
  const list = usePagedList<FolderRow>({
    load: async (cursor, signal) => {
      const page = await api.listWorkspaceFolders(id, { cursor }, { signal });
      return {
        ...page,
        items: page.items.map(folder => ({ ...folder, id: folder.path })),
      };
    },
    queryKey: id,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  const columns = useMemo(() => columnsOf(links), [links]);
  return (
    <Section title="Folders">
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title="The folders cannot be loaded"
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <DataTable
          label="Folders"
          columns={columns}
          items={list.items}
          empty={
            <EmptyState
              title="No folders yet"
              description="A resource gets its folder when the workspace is chosen for it or for its project."
            />
          }
        />
      )}
      <PageControls list={list} />
    </Section>
  );
}

function columnsOf(links: Links): Array<DataColumn<FolderRow>> {
  return [
    { id: 'path', label: 'Folder', render: ({ path }) => <code>{path}</code> },
    {
      id: 'resource',
      label: 'Resource',
      render: ({ resource }) => (
        <Link href={links.resource(resource.id)}>{resource.name}</Link>
      ),
    },
    {
      id: 'status',
      label: 'Status',
      render: ({ resource: { state, status } }) => (
        <ResourceStatus state={state} status={status} />
      ),
    },
    { id: 'code', label: 'Code', render: folder => <Code folder={folder} /> },
    {
      id: 'commit',
      label: 'Commit',
      render: ({ commitSha }) =>
        commitSha ? (
          <code title={commitSha}>{commitSha.slice(0, 10)}</code>
        ) : (
          '–'
        ),
    },
    {
      id: 'seen',
      label: 'Last seen',
      render: ({ seenAt }) => (seenAt ? <TimeAgo at={seenAt} /> : '–'),
    },
  ];
}

/** Whether the files are as they were last merged. */
function Code(props: { folder: WorkspaceFolder }) {
  const { digest, seenAt, seenDigest } = props.folder;
  if (!digest) {
    return <Chip tone="neutral">not merged yet</Chip>;
  }
  return seenAt && seenDigest !== digest ? (
    <Chip tone="warning">edited by hand</Chip>
  ) : (
    <Chip tone="success">as merged</Chip>
  );
}
