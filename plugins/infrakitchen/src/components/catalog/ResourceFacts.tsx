import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { catalogTranslationRef } from './translation';
import { templatesTranslationRef } from '../templates/translation';

/** Where a resource stands. */
export function ResourceFacts(props: { resource: Resource }) {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { t: tTemplates } = useTranslationRef(templatesTranslationRef);
  const { resource } = props;
  const { template, version, project, activeRun } = resource;
  const links = useLinks();
  return (
    <KeyValueList
      items={[
        {
          label: t('resourceFacts.status'),
          value: (
            <Flex gap="1" style={{ flexWrap: 'wrap' }}>
              <ResourceStatus state={resource.state} status={resource.status} />
              {resource.hasPendingChange && (
                <Chip tone="info">{t('resourceFacts.changePending')}</Chip>
              )}
              {resource.staleInputs && (
                <Chip tone="warning">{t('resourceFacts.staleInputs')}</Chip>
              )}
              {resource.drifted && (
                <Chip tone="warning">{t('resourceFacts.drifted')}</Chip>
              )}
            </Flex>
          ),
        },
        {
          label: t('resourceFacts.template'),
          value: (
            <Link href={links.template(resource.templateId)}>
              {template.name}
            </Link>
          ),
        },
        {
          label: t('resourceFacts.version'),
          value: version && (
            <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
              {version.ref}
              {version.lifecycle !== 'active' && (
                <Chip
                  tone={describeLifecycle(tTemplates, version.lifecycle).tone}
                >
                  {describeLifecycle(tTemplates, version.lifecycle).label}
                </Chip>
              )}
            </Flex>
          ),
        },
        {
          label: t('resourceFacts.project'),
          value: project && (
            <Link href={links.project(project.id)}>{project.name}</Link>
          ),
        },
        {
          label: t('resourceFacts.run'),
          value: activeRun && (
            <Link href={links.resourceRun(resource.id, activeRun.id)}>
              {activeRun.state.replace(/_/g, ' ')}
            </Link>
          ),
        },
        {
          label: t('resourceFacts.yourRole'),
          value: resource.role && <RoleChip role={resource.role} />,
        },
        {
          label: t('resourceFacts.changed'),
          value: <TimeAgo at={resource.updatedAt} />,
        },
      ]}
    />
  );
}
