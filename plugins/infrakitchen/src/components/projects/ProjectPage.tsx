import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Route, Routes } from 'react-router-dom';
import { Flex } from '@backstage/ui';
import type { Project } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { RoleChip } from '../access';
import { RecordActivity } from '../history';
import { ResourcesTable } from '../resources/ResourcesTable';
import {
  Loaded,
  NoSuchPage,
  PageFrame,
  useLinks,
  type PageTab,
} from '../shared';
import { ProjectGovernance } from './ProjectGovernance';
import { ProjectOverview } from './ProjectOverview';
import { ProjectSettings } from './ProjectSettings';
import { projectsTranslationRef, type Translate } from './translation';
import { CreateResourceLink } from '../shared';

/** What every tab of a project works with. */
export interface ProjectTabProps {
  project: Project;
  reload: () => Promise<void>;
}

/** One project. */
export function ProjectPage(props: { projectId: string }) {
  const { t } = useTranslationRef(projectsTranslationRef);
  const { projectId } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const data = useAsyncData(
    signal => api.getProject(projectId, { signal }),
    [api, projectId],
  );
  const project = data.value;
  return (
    <PageFrame
      title={project?.name ?? t('projectPage.project')}
      description={project?.description}
      breadcrumb={links.project(projectId)}
      metadata={
        project && [
          { label: t('projectPage.key'), value: project.key },
          ...(project.role
            ? [
                {
                  label: t('projectPage.yourRole'),
                  value: <RoleChip role={project.role} />,
                },
              ]
            : []),
        ]
      }
      actions={project && <Actions project={project} />}
      tabs={
        // Without the project they lead nowhere.
        data.error && !project
          ? undefined
          : {
              label: t('projectPage.project'),
              items: tabsOf(t, links.project(projectId)),
            }
      }
    >
      <Loaded
        data={data}
        errorTitle={t('projectPage.theProjectCannotBeLoaded')}
        record={{ kind: 'project', id: projectId }}
      >
        {value => <Tabs project={value} reload={data.reload} />}
      </Loaded>
    </PageFrame>
  );
}

function tabsOf(t: Translate, base: string): PageTab[] {
  const tab = (id: string, label: string): PageTab => ({
    id,
    label,
    href: `${base}/${id}`,
    prefix: true,
  });
  return [
    { id: 'overview', label: t('projectPage.overview'), href: base },
    tab('resources', t('projectPage.resources')),
    tab('governance', t('projectPage.accessAndRules')),
    tab('activity', t('projectPage.activity')),
    tab('settings', t('projectPage.settings')),
  ];
}

function Actions(props: { project: Project }) {
  const { t } = useTranslationRef(projectsTranslationRef);
  const { project } = props;
  return (
    <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
      {project.enabled ? (
        <CreateResourceLink preset={{ projectId: project.id }}>
          {t('projectPage.createResource')}
        </CreateResourceLink>
      ) : (
        <Chip tone="warning">{t('projectPage.disabled')}</Chip>
      )}
    </Flex>
  );
}

function Tabs(props: ProjectTabProps) {
  const { project, reload } = props;
  return (
    <Routes>
      <Route index element={<ProjectOverview {...props} />} />
      <Route
        path="resources"
        element={<ResourcesTable projectId={project.id} />}
      />
      <Route path="governance" element={<ProjectGovernance {...props} />} />
      <Route
        path="activity"
        element={
          <RecordActivity
            kind="project"
            id={project.id}
            revision={project.revision}
            reload={reload}
          />
        }
      />
      <Route path="settings" element={<ProjectSettings {...props} />} />
      <Route path="*" element={<NoSuchPage />} />
    </Routes>
  );
}
