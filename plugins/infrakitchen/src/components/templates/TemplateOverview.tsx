import { ButtonLink, Flex, Link } from '@backstage/ui';
import { MarkdownContent } from '@backstage/core-components';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  Chip,
  EmptyState,
  KeyValueList,
  TimeAgo,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section, useLinks } from '../shared';
import { describeLifecycle } from './lifecycle';
import type { TemplateTabProps } from './TemplatePage';
import { useTemplates } from './useTemplates';

/** Where a template stands and what it asks for. */
export function TemplateOverview(props: TemplateTabProps) {
  const { template, versions } = props;
  const links = useLinks();
  const all = useTemplates();
  const byId = new Map(all.value?.map(other => [other.id, other]));
  const newest = versions[0];
  const {
    namePattern,
    requiredTags,
    requiredConfigs,
    allowedProviders = [],
    maxChildren,
    allowedIntegrations = [],
    oneResourcePerIntegration = [],
  } = template.conventions;
  return (
    <Flex direction="column" gap="4">
      {!template.abstract && versions.length === 0 && (
        <EmptyState
          title="The template has no version yet"
          description="Add a version to say which module it stands for."
          action={
            <ButtonLink
              variant="primary"
              href={links.template(template.id, 'versions')}
            >
              Add a version
            </ButtonLink>
          }
        />
      )}
      <Section title="About">
        <KeyValueList
          items={[
            {
              label: 'Parents',
              value: (
                <TemplateLinks
                  ids={template.parentIds}
                  byId={byId}
                  none="none, stands at the top"
                />
              ),
            },
            {
              label: 'Children',
              value: (
                <TemplateLinks
                  ids={template.childIds}
                  byId={byId}
                  none="none"
                />
              ),
            },
            {
              label: 'Newest version',
              value: newest && (
                <>
                  {newest.ref} (commit{' '}
                  <code>{newest.commitSha?.slice(0, 10) ?? 'unknown'}</code>){' '}
                  <Chip tone={describeLifecycle(newest.lifecycle).tone}>
                    {describeLifecycle(newest.lifecycle).label}
                  </Chip>
                </>
              ),
            },
            { label: 'Resources', value: String(template.resourceCount) },
            {
              label: 'Labels',
              value: template.labels.length > 0 && template.labels.join(', '),
            },
            { label: 'Name pattern', value: namePattern },
            { label: 'Required tags', value: requiredTags.join(', ') },
            { label: 'Required configs', value: requiredConfigs.join(', ') },
            { label: 'Allowed providers', value: allowedProviders.join(', ') },
            {
              label: 'Greatest number per parent',
              value: maxChildren && String(maxChildren),
            },
            {
              label: 'Allowed integrations',
              value: allowedIntegrations.join(', '),
            },
            {
              label: 'One resource per integration',
              value: oneResourcePerIntegration.join(', '),
            },
            {
              label: 'Created by',
              value: <ActorName actor={template.createdBy} />,
            },
            { label: 'Changed', value: <TimeAgo at={template.updatedAt} /> },
          ].map(item => ({ ...item, value: item.value || undefined }))}
        />
      </Section>
      {template.documentation && (
        <Section title="Documentation">
          <MarkdownContent content={template.documentation} />
        </Section>
      )}
    </Flex>
  );
}

function TemplateLinks(props: {
  ids: string[];
  byId: Map<string, Template>;
  none: string;
}) {
  const { ids, byId, none } = props;
  const links = useLinks();
  if (ids.length === 0) {
    return <>{none}</>;
  }
  return (
    <Flex gap="2" style={{ flexWrap: 'wrap' }}>
      {ids.map(id => (
        <Link key={id} href={links.template(id)}>
          {byId.get(id)?.name ?? id}
        </Link>
      ))}
    </Flex>
  );
}
