import { Flex, Link } from '@backstage/ui';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  KeyValueList,
  ResourceStatus,
  TimeAgo,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { RoleChip } from '../access';
import { useLinks } from '../shared';
import { describeLifecycle } from '../templates/lifecycle';

/** Where a resource stands. */
export function ResourceFacts(props: { resource: Resource }) {
  const { resource } = props;
  const { template, version, project, activeRun } = resource;
  const links = useLinks();
  return (
    <KeyValueList
      items={[
        {
          label: 'Status',
          value: (
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
          label: 'Template',
          value: (
            <Link href={links.template(resource.templateId)}>
              {template.name}
            </Link>
          ),
        },
        {
          label: 'Version',
          value: version && (
            <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
              {version.ref}
              {version.lifecycle !== 'active' && (
                <Chip tone={describeLifecycle(version.lifecycle).tone}>
                  {describeLifecycle(version.lifecycle).label}
                </Chip>
              )}
            </Flex>
          ),
        },
        {
          label: 'Project',
          value: project && (
            <Link href={links.project(project.id)}>{project.name}</Link>
          ),
        },
        {
          label: 'Run',
          value: activeRun && (
            <Link href={links.resourceRun(resource.id, activeRun.id)}>
              {activeRun.state.replace(/_/g, ' ')}
            </Link>
          ),
        },
        {
          label: 'Your role',
          value: resource.role && <RoleChip role={resource.role} />,
        },
        { label: 'Changed', value: <TimeAgo at={resource.updatedAt} /> },
      ]}
    />
  );
}
