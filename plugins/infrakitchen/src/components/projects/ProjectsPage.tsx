import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
  usePrincipalText,
  useCallerAccess,
  useLinks,
  useListParams,
} from '../shared';
import { projectsTranslationRef } from './translation';

/** All projects. */
export function ProjectsPage() {
  const { t } = useTranslationRef(projectsTranslationRef);
  const principalText = usePrincipalText();
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
        label: t('projectsPage.name'),
        render: project => (
          <Link href={links.project(project.id)}>{project.name}</Link>
        ),
      },
      {
        id: 'key',
        label: t('projectsPage.key'),
        render: project => <code>{project.key}</code>,
      },
      {
        id: 'owners',
        label: t('projectsPage.owners'),
        render: project => project.owners.map(principalText).join(', ') || '–',
      },
      {
        id: 'resources',
        label: t('projectsPage.resources'),
        render: project => project.resourceCount,
      },
      {
        id: 'state',
        label: t('projectsPage.state'),
        render: project =>
          project.enabled ? (
            <Chip tone="success">{t('projectsPage.enabled')}</Chip>
          ) : (
            <Chip tone="warning">{t('projectsPage.disabled')}</Chip>
          ),
      },
      {
        id: 'role',
        label: t('projectsPage.yourRole'),
        render: project =>
          project.role ? <RoleChip role={project.role} /> : '–',
      },
      {
        id: 'changed',
        label: t('projectsPage.changed'),
        render: project => <TimeAgo at={project.updatedAt} />,
      },
    ],
    [links, t, principalText],
  );
  const create = access?.canCreateProjects && (
    <ButtonLink variant="primary" href={links.newProject}>
      {t('projectsPage.createProject')}
    </ButtonLink>
  );
  return (
    <PageFrame title={t('projectsPage.projects')} actions={create}>
      <Flex direction="column" gap="4">
        <SearchField
          label={t('projectsPage.searchProjects')}
          value={params.get('q')}
          onChange={text => params.set('q', text)}
        />
        {list.error && (
          <ApiErrorPanel
            error={list.error}
            title={t('projectsPage.theProjectsCannotBeLoaded')}
            onRetry={list.reload}
          />
        )}
        {(list.items || !list.error) && (
          <DataTable
            label={t('projectsPage.projects')}
            columns={columns}
            items={list.items}
            empty={
              params.key ? (
                <EmptyState
                  title={t('projectsPage.noProjectMatchesTheSearch')}
                  action={
                    <Button variant="secondary" onPress={params.clear}>
                      {t('projectsPage.clearTheSearch')}
                    </Button>
                  }
                />
              ) : (
                <EmptyState
                  title={t('projectsPage.noProjectsYet')}
                  description={t('projectsPage.aProjectGivesItsResources')}
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
