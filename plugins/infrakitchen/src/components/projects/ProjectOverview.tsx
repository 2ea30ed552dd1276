import { Flex, Link } from '@backstage/ui';
import type { Entry } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  EmptyState,
  KeyValueList,
  TimeAgo,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { principalText, Section, useLinks } from '../shared';
import type { ProjectTabProps } from './ProjectPage';

/** Owners, fields, and what flows to the resources. */
export function ProjectOverview(props: ProjectTabProps) {
  const { project } = props;
  const links = useLinks();
  const { workspace } = project;
  return (
    <Flex direction="column" gap="4">
      <Section title="About">
        <KeyValueList
          items={[
            {
              label: 'Owners',
              value: project.owners.map(principalText).join(', '),
            },
            { label: 'Labels', value: project.labels.join(', ') },
            ...Object.entries(project.fields).map(([label, value]) => ({
              label,
              value,
            })),
            {
              label: 'Metadata of resources',
              value: project.metadataFree
                ? 'changes without approval'
                : 'changes as the approval rules say',
            },
            {
              label: 'Workspace',
              value: workspace && (
                <Link href={links.workspace(workspace.id)}>
                  {workspace.name}
                </Link>
              ),
            },
            {
              label: 'Workspace of resources',
              value: project.workspaceRequired ? 'required' : 'optional',
            },
            {
              label: 'Created by',
              value: <ActorName actor={project.createdBy} />,
            },
            { label: 'Created', value: <TimeAgo at={project.createdAt} /> },
          ]}
        />
      </Section>
      <Section title="Tags">
        <Entries entries={project.tags} noun="tags" />
      </Section>
      <Section title="Configs">
        <Entries entries={project.configs} noun="configs" />
      </Section>
    </Flex>
  );
}

function Entries(props: { entries: Entry[]; noun: string }) {
  return props.entries.length === 0 ? (
    <EmptyState title={`No ${props.noun}`} />
  ) : (
    <KeyValueList
      items={props.entries.map(({ name, value }) => ({ label: name, value }))}
    />
  );
}
