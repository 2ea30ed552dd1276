import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Link } from '@backstage/ui';
import type { Entry } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  EmptyState,
  KeyValueList,
  TimeAgo,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section, useLinks, usePrincipalText } from '../shared';
import type { ProjectTabProps } from './ProjectPage';
import { projectsTranslationRef } from './translation';

/** Owners, fields, and what flows to the resources. */
export function ProjectOverview(props: ProjectTabProps) {
  const { t } = useTranslationRef(projectsTranslationRef);
  const principalText = usePrincipalText();
  const { project } = props;
  const links = useLinks();
  const { workspace } = project;
  return (
    <Flex direction="column" gap="4">
      <Section title={t('projectOverview.about')}>
        <KeyValueList
          items={[
            {
              label: t('projectOverview.owners'),
              value: project.owners.map(principalText).join(', '),
            },
            {
              label: t('projectOverview.labels'),
              value: project.labels.join(', '),
            },
            ...Object.entries(project.fields).map(([label, value]) => ({
              label,
              value,
            })),
            {
              label: t('projectOverview.metadataOfResources'),
              value: project.metadataFree
                ? t('projectOverview.changesWithoutApproval')
                : t('projectOverview.changesAsTheApprovalRules'),
            },
            {
              label: t('projectOverview.workspace'),
              value: workspace && (
                <Link href={links.workspace(workspace.id)}>
                  {workspace.name}
                </Link>
              ),
            },
            {
              label: t('projectOverview.workspaceOfResources'),
              value: project.workspaceRequired ? 'required' : 'optional',
            },
            {
              label: t('projectOverview.createdBy'),
              value: <ActorName actor={project.createdBy} />,
            },
            {
              label: t('projectOverview.created'),
              value: <TimeAgo at={project.createdAt} />,
            },
          ]}
        />
      </Section>
      <Section title={t('projectOverview.tags')}>
        <Entries entries={project.tags} noun={t('projectOverview.tagsNoun')} />
      </Section>
      <Section title={t('projectOverview.configs')}>
        <Entries
          entries={project.configs}
          noun={t('projectOverview.configsNoun')}
        />
      </Section>
    </Flex>
  );
}

function Entries(props: { entries: Entry[]; noun: string }) {
  const { t } = useTranslationRef(projectsTranslationRef);
  return props.entries.length === 0 ? (
    <EmptyState title={t('projectOverview.noNoun', { noun: props.noun })} />
  ) : (
    <KeyValueList
      items={props.entries.map(({ name, value }) => ({ label: name, value }))}
    />
  );
}
