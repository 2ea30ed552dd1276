import { useMemo } from 'react';
import { Button, ButtonLink, Flex, Link, SearchField } from '@backstage/ui';
import type { Project } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  Chip,
  DataTable,
  EmptyState,
  PageControls,
  TimeAgo,
  useInfrakitchenApi,
  usePagedList,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { RoleChip } from '../access';
import {
  PageFrame,
  principalText,
  useCallerAccess,
  useLinks,
  useListParams,
} from '../shared';

/** All projects. */
export function ProjectsPage() {
  const api = useInfrakitchenApi();
  const links = useLinks();
  const access = useCallerAccess();
  const params = useListParams();
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listProjects(
        { q: params.get('q') || undefined, orderBy: 'name', cursor },
        { signal },
      ),
    queryKey: params.key,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  const columns = useMemo(
    (): Array<DataColumn<Project>> => [
      {
        id: 'name',
        label: 'Name',
        render: project => (
          <Link href={links.project(project.id)}>{project.name}</Link>
        ),
      },
      {
        id: 'key',
        label: 'Key',
        render: project => <code>{project.key}</code>,
      },
      {
        id: 'owners',
        label: 'Owners',
        render: project => project.owners.map(principalText).join(', ') || '–',
      },
      {
        id: 'resources',
        label: 'Resources',
        render: project => project.resourceCount,
      },
      {
        id: 'state',
        label: 'State',
        render: project =>
          project.enabled ? (
            <Chip tone="success">enabled</Chip>
          ) : (
            <Chip tone="warning">disabled</Chip>
          ),
      },
      {
        id: 'role',
        label: 'Your role',
        render: project =>
          project.role ? <RoleChip role={project.role} /> : '–',
      },
      {
        id: 'changed',
        label: 'Changed',
        render: project => <TimeAgo at={project.updatedAt} />,
      },
    ],
    [links],
  );
  const create = access?.canCreateProjects && (
    <ButtonLink variant="primary" href={links.newProject}>
      Create project
    </ButtonLink>
  );
  return (
    <PageFrame title="Projects" actions={create}>
      <Flex direction="column" gap="4">
        <SearchField
          label="Search projects"
          value={params.get('q')}
          onChange={text => params.set('q', text)}
        />
        {list.error && (
          <ApiErrorPanel
            error={list.error}
            title="The projects cannot be loaded"
            onRetry={list.reload}
          />
        )}
        {(list.items || !list.error) && (
          <DataTable
            label="Projects"
            columns={columns}
            items={list.items}
            empty={
              params.key ? (
                <EmptyState
                  title="No project matches the search"
                  action={
                    <Button variant="secondary" onPress={params.clear}>
                      Clear the search
                    </Button>
                  }
                />
              ) : (
                <EmptyState
                  title="No projects yet"
                  description="A project gives its resources owners, default tags and configs, and approval rules."
                  action={create || undefined}
                />
              )
            }
          />
        )}
        <PageControls list={list} />
      </Flex>
    </PageFrame>
  );
}
