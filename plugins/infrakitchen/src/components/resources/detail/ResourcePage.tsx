import { Route, Routes } from 'react-router-dom';
import { Link, Text } from '@backstage/ui';
import type {
  ActionAvailability,
  Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  EmptyState,
  ResourceStatus,
  useResource,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { RoleChip } from '../../access';
import { Loaded, PageFrame, useLinks, type PageTab } from '../../shared';
import { ActivityTab } from './ActivityTab';
import { ChangeTab } from './ChangeTab';
import { FollowButton } from './FollowButton';
import { HierarchyTab } from './HierarchyTab';
import { OverviewTab } from './OverviewTab';
import { ResourceActions } from './ResourceActions';
import { ResourceNotices } from './ResourceNotices';
import { RunsTab } from './RunsTab';
import { RunTab } from './RunTab';
import { SettingsTab } from './SettingsTab';
import { StateTab } from './StateTab';
import { WorkspaceTab } from './WorkspaceTab';

/** What every tab of a resource works with. */
export interface ResourceTabProps {
  resource: Resource;
  actions: ActionAvailability[];
  reload: () => Promise<void>;
}

/** One resource: what it is, what can be done with it, and what was. */
export function ResourcePage(props: { resourceId: string }) {
  const { resourceId } = props;
  const links = useLinks();
  const data = useResource(resourceId);
  const { resource, actions, reload } = data;
  return (
    <PageFrame
      title={resource?.name ?? 'Resource'}
      description={resource?.description}
      breadcrumb={links.resource(resourceId)}
      metadata={
        resource && [
          {
            label: 'Status',
            value: (
              <ResourceStatus state={resource.state} status={resource.status} />
            ),
          },
          {
            label: 'Template',
            value: (
              <Link href={links.template(resource.templateId)}>
                {resource.template.name}
              </Link>
            ),
          },
          ...(resource.version
            ? [{ label: 'Version', value: resource.version.ref }]
            : []),
          ...(resource.project
            ? [
                {
                  label: 'Project',
                  value: (
                    <Link href={links.project(resource.project.id)}>
                      {resource.project.name}
                    </Link>
                  ),
                },
              ]
            : []),
          ...(resource.role
            ? [{ label: 'Your role', value: <RoleChip role={resource.role} /> }]
            : []),
          ...(resource.ownerRef
            ? [
                {
                  label: 'Owner',
                  value: (
                    <Text>
                      <ActorName actor={resource.ownerRef} />
                    </Text>
                  ),
                },
              ]
            : []),
        ]
      }
      actions={resource && <FollowButton resourceId={resourceId} />}
      toolbar={
        resource && (
          <>
            <ResourceActions
              resource={resource}
              actions={actions}
              reload={reload}
            />
            <ResourceNotices resource={resource} />
          </>
        )
      }
      tabs={
        // Without the resource they lead nowhere.
        data.error && !resource
          ? undefined
          : {
              label: 'Resource',
              items: tabsOf(tab => links.resource(resourceId, tab), resource),
            }
      }
    >
      <Loaded
        data={{ value: resource, error: data.error, reload }}
        errorTitle="The resource cannot be loaded"
      >
        {value => (
          <TabContent resource={value} actions={actions} reload={reload} />
        )}
      </Loaded>
    </PageFrame>
  );
}

function tabsOf(
  href: (tab?: string) => string,
  resource: Resource | undefined,
): PageTab[] {
  const tab = (id: string, label: string): PageTab => ({
    id,
    label,
    href: href(id),
    prefix: true,
  });
  return [
    { id: 'overview', label: 'Overview', href: href() },
    tab('change', 'Change'),
    ...(resource?.abstract ? [] : [tab('runs', 'Runs')]),
    tab('hierarchy', 'Hierarchy'),
    ...(resource?.abstract ? [] : [tab('state', 'State')]),
    ...(resource?.workspace && !resource.abstract
      ? [tab('workspace', 'Workspace')]
      : []),
    tab('activity', 'Activity'),
    tab('settings', 'Settings'),
  ];
}

function TabContent(props: ResourceTabProps) {
  return (
    <Routes>
      <Route index element={<OverviewTab {...props} />} />
      <Route path="change" element={<ChangeTab {...props} />} />
      <Route path="runs" element={<RunsTab {...props} />} />
      <Route path="runs/:runId" element={<RunTab {...props} />} />
      <Route path="hierarchy" element={<HierarchyTab {...props} />} />
      <Route path="state" element={<StateTab {...props} />} />
      <Route path="workspace" element={<WorkspaceTab {...props} />} />
      <Route path="activity" element={<ActivityTab {...props} />} />
      <Route path="settings" element={<SettingsTab {...props} />} />
      <Route path="*" element={<EmptyState title="There is no such page" />} />
    </Routes>
  );
}
