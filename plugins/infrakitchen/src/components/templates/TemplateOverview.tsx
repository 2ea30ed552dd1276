import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { templatesTranslationRef } from './translation';

/** Where a template stands and what it asks for. */
export function TemplateOverview(props: TemplateTabProps) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { template, versions } = props;
  const links = useLinks();
  const all = useTemplates();
  const byId = new Map(all.value?.map(other => [other.id, other]));
  const newest = versions.value[0];
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
      {!template.abstract && versions.value.length === 0 && (
        <EmptyState
          title={t('templateOverview.theTemplateHasNoVersion')}
          description={t('templateOverview.addAVersionToSay')}
          action={
            <ButtonLink
              variant="primary"
              href={links.template(template.id, 'versions')}
            >
              {t('templateOverview.addAVersion')}
            </ButtonLink>
          }
        />
      )}
      <Section title={t('templateOverview.about')}>
        <KeyValueList
          items={[
            {
              label: t('templateOverview.parents'),
              value: (
                <TemplateLinks
                  ids={template.parentIds}
                  byId={byId}
                  none={t('templateOverview.noneStandsAtTheTop')}
                />
              ),
            },
            {
              label: t('templateOverview.children'),
              value: (
                <TemplateLinks
                  ids={template.childIds}
                  byId={byId}
                  none={t('templateOverview.none')}
                />
              ),
            },
            {
              label: t('templateOverview.newestVersion'),
              value: newest && (
                <>
                  {t('templateOverview.refAtCommit', {
                    ref: (
                      <Link
                        href={links.template(
                          template.id,
                          `versions/${newest.id}`,
                        )}
                      >
                        {newest.ref}
                      </Link>
                    ),
                    commit: (
                      <code>
                        {newest.commitSha?.slice(0, 10) ??
                          t('templateOverview.unknown')}
                      </code>
                    ),
                  })}{' '}
                  <Chip tone={describeLifecycle(t, newest.lifecycle).tone}>
                    {describeLifecycle(t, newest.lifecycle).label}
                  </Chip>
                </>
              ),
            },
            {
              label: t('templateOverview.resources'),
              value: String(template.resourceCount),
            },
            {
              label: t('templateOverview.labels'),
              value: template.labels.length > 0 && template.labels.join(', '),
            },
            { label: t('templateOverview.namePattern'), value: namePattern },
            {
              label: t('templateOverview.requiredTags'),
              value: requiredTags.join(', '),
            },
            {
              label: t('templateOverview.requiredConfigs'),
              value: requiredConfigs.join(', '),
            },
            {
              label: t('templateOverview.allowedProviders'),
              value: allowedProviders.join(', '),
            },
            {
              label: t('templateOverview.greatestNumberPerParent'),
              value: maxChildren && String(maxChildren),
            },
            {
              label: t('templateOverview.allowedIntegrations'),
              value: allowedIntegrations.join(', '),
            },
            {
              label: t('templateOverview.oneResourcePerIntegration'),
              value: oneResourcePerIntegration.join(', '),
            },
            {
              label: t('templateOverview.createdBy'),
              value: <ActorName actor={template.createdBy} />,
            },
            {
              label: t('templateOverview.changed'),
              value: <TimeAgo at={template.updatedAt} />,
            },
          ].map(item => ({ ...item, value: item.value || undefined }))}
        />
      </Section>
      {template.documentation && (
        <Section title={t('templateOverview.documentation')}>
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
