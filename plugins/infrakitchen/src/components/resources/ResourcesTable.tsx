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
        label: 'Name',
        render: resource => (
          <Link href={links.resource(resource.id)}>{resource.name}</Link>
        ),
      },
      {
        id: 'template',
        label: 'Template',
        render: resource => (
          <Link href={links.template(resource.templateId)}>
            {resource.template.name}
          </Link>
        ),
      },
      {
        id: 'status',
        label: 'Status',
        render: resource => (
          <Flex gap="1" style={{ flexWrap: 'wrap' }}>
            <ResourceStatus state={resource.state} status={resource.status} />
            {resource.hasPendingChange && (
              <Chip tone="info">change pending</Chip>
            )}
            {resource.staleInputs && <Chip tone="warning">stale inputs</Chip>}
            {resource.drifted && <Chip tone="warning">drifted</Chip>}
          </Flex>
        ),
      },
      {
        id: 'version',
        label: 'Version',
        render: resource => resource.version?.ref ?? '–',
      },
      ...(projectId === undefined ? [projectColumn(links)] : []),
      {
        id: 'parents',
        label: 'Parents',
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
        label: 'Owner',
        render: resource =>
          resource.ownerRef ? <ActorName actor={resource.ownerRef} /> : '–',
      },
      {
        id: 'updated',
        label: 'Changed',
        render: resource => <TimeAgo at={resource.updatedAt} />,
      },
    ],
    [links, projectId],
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
          title="The resources cannot be loaded"
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <DataTable
          label="Resources"
          columns={columns}
          items={list.items}
          empty={
            params.key ? (
              <EmptyState
                title="No resource matches the filter"
                action={
                  <Button variant="secondary" onPress={params.clear}>
                    Clear the filter
                  </Button>
                }
              />
            ) : (
              <EmptyState
                title="No resources yet"
                description="A resource is one instance of a template, with values of its own."
                action={
                  <ButtonLink
                    variant="primary"
                    href={links.newResource({ templateId, projectId })}
                  >
                    Create the first resource
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

function projectColumn(links: Links): DataColumn<Resource> {
  return {
    id: 'project',
    label: 'Project',
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
