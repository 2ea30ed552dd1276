import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Route, Routes } from 'react-router-dom';
import { Link, Text } from '@backstage/ui';
import type {
  ActionAvailability,
  Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  ResourceStatus,
  useResource,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { RoleChip } from '../../access';
import {
  Loaded,
  NoSuchPage,
  PageFrame,
  useLinks,
  type PageTab,
} from '../../shared';
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
import { resourcesDetailTranslationRef, type Translate } from './translation';

/** What every tab of a resource works with. */
export interface ResourceTabProps {
  resource: Resource;
  actions: ActionAvailability[];
  reload: () => Promise<void>;
}

/** One resource: what it is, what can be done with it, and what was. */
export function ResourcePage(props: { resourceId: string }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resourceId } = props;
  const links = useLinks();
  const data = useResource(resourceId);
  const { resource, actions, reload } = data;
  return (
    <PageFrame
      title={resource?.name ?? t('resourcePage.resource')}
      description={resource?.description}
      breadcrumb={links.resource(resourceId)}
      metadata={
        resource && [
          {
            label: t('resourcePage.status'),
            value: (
              <ResourceStatus state={resource.state} status={resource.status} />
            ),
          },
          {
            label: t('resourcePage.template'),
            value: (
              <Link href={links.template(resource.templateId)}>
                {resource.template.name}
              </Link>
            ),
          },
          ...(resource.version
            ? [
                {
                  label: t('resourcePage.version'),
                  value: (
                    <Link
                      href={links.template(
                        resource.templateId,
                        `versions/${resource.versionId}`,
                      )}
                    >
                      {resource.version.ref}
                    </Link>
                  ),
                },
              ]
            : []),
          ...(resource.project
            ? [
                {
                  label: t('resourcePage.project'),
                  value: (
                    <Link href={links.project(resource.project.id)}>
                      {resource.project.name}
                    </Link>
                  ),
                },
              ]
            : []),
          ...(resource.role
            ? [
                {
                  label: t('resourcePage.yourRole'),
                  value: <RoleChip role={resource.role} />,
                },
              ]
            : []),
          ...(resource.ownerRef
            ? [
                {
                  label: t('resourcePage.owner'),
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
              label: t('resourcePage.resource'),
              items: tabsOf(
                t,
                tab => links.resource(resourceId, tab),
                resource,
              ),
            }
      }
    >
      <Loaded
        data={{ value: resource, error: data.error, reload }}
        errorTitle={t('resourcePage.theResourceCannotBeLoaded')}
        record={{ kind: 'resource', id: resourceId }}
      >
        {value => (
          <TabContent resource={value} actions={actions} reload={reload} />
        )}
      </Loaded>
    </PageFrame>
  );
}

function tabsOf(
  t: Translate,
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
    { id: 'overview', label: t('resourcePage.overview'), href: href() },
    tab('change', t('resourcePage.change')),
    ...(resource?.abstract ? [] : [tab('runs', t('resourcePage.runs'))]),
    tab('hierarchy', t('resourcePage.hierarchy')),
    ...(resource?.abstract ? [] : [tab('state', t('resourcePage.state'))]),
    ...(resource?.workspace && !resource.abstract
      ? [tab('workspace', t('resourcePage.workspace'))]
      : []),
    tab('activity', t('resourcePage.activity')),
    tab('settings', t('resourcePage.settings')),
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
      <Route path="*" element={<NoSuchPage />} />
    </Routes>
  );
}
