import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { Button, ButtonLink, Flex, Link } from '@backstage/ui';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
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
import { UpdateStaleButton } from '../cascades';
import { useLinks, useListParams, type Links } from '../shared';
import { ResourceFilters } from './ResourceFilters';
import { resourcesTranslationRef, type Translate } from './translation';

const isBusy = (resource: Resource) => resource.activeRun !== undefined;

/** Resources with filters and paging, which stand in the URL. */
export function ResourcesTable(props: {
  /** Shows only resources of this template. */
  templateId?: string;
  /** Shows only resources in this project. */
  projectId?: string;
  /** Shows only what these filters leave, as the list of the API takes them. */
  within?: string[];
  /** There is so little that nobody searches in it. */
  isShort?: boolean;
}) {
  const { t } = useTranslationRef(resourcesTranslationRef);
  const { templateId, projectId, within = [], isShort } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const params = useListParams();
  const filter = [...within, ...filtersOf(params.get, templateId, projectId)];
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listResources(
        {
          filter,
          q: params.get('q') || undefined,
          orderBy: '-updatedAt',
          cursor,
        },
        { signal },
      ),
    queryKey: `${templateId}:${projectId}:${within}?${params.key}`,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
    pollMs: items => (items?.some(isBusy) ? 3000 : 30_000),
  });
  const columns = useMemo(
    (): Array<DataColumn<Resource>> => [
      {
        id: 'name',
        label: t('resourcesTable.name'),
        render: resource => (
          <Link href={links.resource(resource.id)}>{resource.name}</Link>
        ),
      },
      {
        id: 'template',
        label: t('resourcesTable.template'),
        render: resource => (
          <Link href={links.template(resource.templateId)}>
            {resource.template.name}
          </Link>
        ),
      },
      {
        id: 'status',
        label: t('resourcesTable.status'),
        render: resource => (
          <Flex gap="1" style={{ flexWrap: 'wrap' }}>
            <ResourceStatus state={resource.state} status={resource.status} />
            {resource.hasPendingChange && (
              <Chip tone="info">{t('resourcesTable.changePending')}</Chip>
            )}
            {resource.staleInputs && (
              <Chip tone="warning">{t('resourcesTable.staleInputs')}</Chip>
            )}
            {resource.drifted && (
              <Chip tone="warning">{t('resourcesTable.drifted')}</Chip>
            )}
          </Flex>
        ),
      },
      {
        id: 'version',
        label: t('resourcesTable.version'),
        render: resource => resource.version?.ref ?? '–',
      },
      ...(projectId === undefined ? [projectColumn(t, links)] : []),
      {
        id: 'parents',
        label: t('resourcesTable.parents'),
        render: resource =>
          resource.parents.length === 0 ? (
            '–'
          ) : (
            <Flex gap="2" style={{ flexWrap: 'wrap' }}>
              {resource.parents.map(parent => (
                <Link key={parent.id} href={links.resource(parent.id)}>
                  {parent.name}
                </Link>
              ))}
            </Flex>
          ),
      },
      {
        id: 'owner',
        label: t('resourcesTable.owner'),
        render: resource =>
          resource.ownerRef ? <ActorName actor={resource.ownerRef} /> : '–',
      },
      {
        id: 'updated',
        label: t('resourcesTable.changed'),
        render: resource => <TimeAgo at={resource.updatedAt} />,
      },
    ],
    [links, projectId, t],
  );

  return (
    <Flex direction="column" gap="4">
      {(!isShort || params.key !== '') && (
        <ResourceFilters
          params={params}
          withTemplate={templateId === undefined}
          withProject={projectId === undefined}
        />
      )}
      <UpdateStaleButton filter={filter} />
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('resourcesTable.theResourcesCannotBeLoaded')}
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <DataTable
          label={t('resourcesTable.resources')}
          columns={columns}
          items={list.items}
          empty={
            params.key ? (
              <EmptyState
                title={t('resourcesTable.noResourceMatchesTheFilter')}
                action={
                  <Button variant="secondary" onPress={params.clear}>
                    {t('resourcesTable.clearTheFilter')}
                  </Button>
                }
              />
            ) : (
              <EmptyState
                title={t('resourcesTable.noResourcesYet')}
                description={t('resourcesTable.aResourceIsOneInstance')}
                action={
                  <ButtonLink
                    variant="primary"
                    href={links.newResource({ templateId, projectId })}
                  >
                    {t('resourcesTable.createTheFirstResource')}
                  </ButtonLink>
                }
              />
            )
          }
        />
      )}
      <PageControls list={list} />
    </Flex>
  );
}

function projectColumn(t: Translate, links: Links): DataColumn<Resource> {
  return {
    id: 'project',
    label: t('resourcesTable.project'),
    render: ({ project }) =>
      project ? (
        <Link href={links.project(project.id)}>{project.name}</Link>
      ) : (
        '–'
      ),
  };
}

function filtersOf(
  get: (name: string) => string,
  templateId: string | undefined,
  projectId: string | undefined,
): string[] {
  const names = ['state', 'status', 'staleInputs', 'drifted'];
  const template = templateId ?? get('template');
  const project = projectId ?? get('project');
  const workspace = get('workspace');
  return [
    ...(template ? [`templateId=${template}`] : []),
    ...(project ? [`projectId=${project}`] : []),
    ...(workspace ? [`workspaceId=${workspace}`] : []),
    ...names.filter(name => get(name)).map(name => `${name}=${get(name)}`),
    ...(get('outdated') === 'true'
      ? ['lifecycle=deprecated', 'lifecycle=archived', 'living=true']
      : []),
  ];
}
