import { Route, Routes } from 'react-router-dom';
import { ButtonLink, Flex } from '@backstage/ui';
import type { Project } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { RoleChip } from '../access';
import { RecordActivity } from '../history';
import { ResourcesTable } from '../resources/ResourcesTable';
import { Loaded, PageFrame, useLinks, type PageTab } from '../shared';
import { ProjectGovernance } from './ProjectGovernance';
import { ProjectOverview } from './ProjectOverview';
import { ProjectSettings } from './ProjectSettings';

/** What every tab of a project works with. */
export interface ProjectTabProps {
  project: Project;
  reload: () => Promise<void>;
}

/** One project. */
export function ProjectPage(props: { projectId: string }) {
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
      title={project?.name ?? 'Project'}
      description={project?.description}
      breadcrumb={links.project(projectId)}
      metadata={
        project && [
          { label: 'Key', value: project.key },
          ...(project.role
            ? [{ label: 'Your role', value: <RoleChip role={project.role} /> }]
            : []),
        ]
      }
      actions={project && <Actions project={project} />}
      tabs={
        // Without the project they lead nowhere.
        data.error && !project
          ? undefined
          : { label: 'Project', items: tabsOf(links.project(projectId)) }
      }
    >
      <Loaded data={data} errorTitle="The project cannot be loaded">
        {value => <Tabs project={value} reload={data.reload} />}
      </Loaded>
    </PageFrame>
  );
}

function tabsOf(base: string): PageTab[] {
  const tab = (id: string, label: string): PageTab => ({
    id,
    label,
    href: `${base}/${id}`,
    prefix: true,
  });
  return [
    { id: 'overview', label: 'Overview', href: base },
    tab('resources', 'Resources'),
    tab('governance', 'Access and rules'),
    tab('activity', 'Activity'),
    tab('settings', 'Settings'),
  ];
}

function Actions(props: { project: Project }) {
  const { project } = props;
  const links = useLinks();
  return (
    <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
      {project.enabled ? (
        <ButtonLink
          variant="primary"
          href={links.newResource({ projectId: project.id })}
        >
          Create resource
        </ButtonLink>
      ) : (
        <Chip tone="warning">disabled</Chip>
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
      <Route path="*" element={<EmptyState title="There is no such page" />} />
    </Routes>
  );
}
