import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { workspacesTranslationRef, type Translate } from './translation';

type FolderRow = WorkspaceFolder & { id: string };

/** Folders of generated code with the resources that they belong to. */
export function FoldersSection(props: WorkspaceTabProps) {
  const { t } = useTranslationRef(workspacesTranslationRef);
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
  const columns = useMemo(() => columnsOf(t, links), [links, t]);
  return (
    <Section title={t('foldersSection.folders')}>
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('foldersSection.theFoldersCannotBeLoaded')}
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <DataTable
          label={t('foldersSection.folders')}
          columns={columns}
          items={list.items}
          empty={
            <EmptyState
              title={t('foldersSection.noFoldersYet')}
              description={t('foldersSection.aResourceGetsItsFolder')}
            />
          }
        />
      )}
      <PageControls list={list} />
    </Section>
  );
}

function columnsOf(t: Translate, links: Links): Array<DataColumn<FolderRow>> {
  return [
    {
      id: 'path',
      label: t('foldersSection.folder'),
      render: ({ path }) => <code>{path}</code>,
    },
    {
      id: 'resource',
      label: t('foldersSection.resource'),
      render: ({ resource }) => (
        <Link href={links.resource(resource.id)}>{resource.name}</Link>
      ),
    },
    {
      id: 'status',
      label: t('foldersSection.status'),
      render: ({ resource: { state, status } }) => (
        <ResourceStatus state={state} status={status} />
      ),
    },
    {
      id: 'code',
      label: t('foldersSection.code'),
      render: folder => <Code folder={folder} />,
    },
    {
      id: 'commit',
      label: t('foldersSection.commit'),
      render: ({ commitSha }) =>
        commitSha ? (
          <code title={commitSha}>{commitSha.slice(0, 10)}</code>
        ) : (
          '–'
        ),
    },
    {
      id: 'seen',
      label: t('foldersSection.lastSeen'),
      render: ({ seenAt }) => (seenAt ? <TimeAgo at={seenAt} /> : '–'),
    },
  ];
}

/** Whether the files are as they were last merged. */
function Code(props: { folder: WorkspaceFolder }) {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const { digest, seenAt, seenDigest } = props.folder;
  if (!digest) {
    return <Chip tone="neutral">{t('foldersSection.notMergedYet')}</Chip>;
  }
  return seenAt && seenDigest !== digest ? (
    <Chip tone="warning">{t('foldersSection.editedByHand')}</Chip>
  ) : (
    <Chip tone="success">{t('foldersSection.asMerged')}</Chip>
  );
}
