import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Link } from '@backstage/ui';
import {
  ActorName,
  KeyValueList,
  TimeAgo,
  useAsyncData,
  useInfrakitchenApi,
  ValuesTable,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, Section, useLinks } from '../../shared';
import { ConnectedSection } from '../connections/ConnectedSection';
import { EntriesView } from './EntriesView';
import { OutputsSection } from './OutputsSection';
import { Relatives } from './Relatives';
import type { ResourceTabProps } from './ResourcePage';
import { StaleInputs } from './StaleInputs';
import { ValueErrors } from './ValueErrors';
import styles from './OverviewTab.module.css';
import { resourcesDetailTranslationRef } from './translation';
import { CreateResourceLink } from '../../shared';

/** Values with their provenance, outputs, tags, and where it stands. */
export function OverviewTab(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const effective = useAsyncData(
    signal => api.getEffectiveValues(resource.id, { signal }),
    // What is inherited may change with any run, the own part with a revision.
    [api, resource.id, resource.revision, resource.status],
  );
  return (
    <div className={styles.columns}>
      <div className={styles.main}>
        {resource.staleInputs && <StaleInputs resource={resource} />}
        {!resource.abstract && <OutputsSection resource={resource} />}
        <Loaded
          data={effective}
          errorTitle={t('overviewTab.theValuesCannotBeLoaded')}
        >
          {values => (
            <Flex direction="column" gap="4">
              <ValueErrors errors={values.errors} />
              {!resource.abstract && (
                <Section title={t('overviewTab.values')}>
                  <ValuesTable
                    variables={values.variables}
                    label={t('overviewTab.valuesOfTheResource')}
                    resourceHref={other => links.resource(other.id)}
                  />
                </Section>
              )}
              <Section title={t('overviewTab.tags')}>
                <EntriesView
                  entries={values.tags}
                  noun={t('overviewTab.tagsNoun')}
                />
              </Section>
              <Section title={t('overviewTab.configs')}>
                <EntriesView
                  entries={values.configs}
                  noun={t('overviewTab.configsNoun')}
                />
              </Section>
            </Flex>
          )}
        </Loaded>
      </div>
      <div className={styles.side}>
        <Section
          title={t('overviewTab.parentsAndChildren')}
          actions={
            <CreateResourceLink
              preset={{ parentId: resource.id }}
              variant="secondary"
              size="small"
            >
              {t('overviewTab.createChild')}
            </CreateResourceLink>
          }
        >
          <Relatives resource={resource} />
        </Section>
        <ConnectedSection resource={resource} />
        <Section title={t('overviewTab.about')}>
          <KeyValueList
            items={[
              {
                label: t('overviewTab.commit'),
                value: resource.version && (
                  <code title={resource.version.commitSha}>
                    {resource.version.commitSha?.slice(0, 10)}
                  </code>
                ),
              },
              {
                label: t('overviewTab.workspace'),
                value: resource.workspace && (
                  <Link href={links.workspace(resource.workspace.id)}>
                    {resource.workspace.name}
                  </Link>
                ),
              },
              {
                label: t('overviewTab.labels'),
                value: resource.labels.join(', '),
              },
              {
                label: t('overviewTab.deletionProtection'),
                value: resource.deletionProtection ? 'on' : 'off',
              },
              {
                label: t('overviewTab.createdBy'),
                value: <ActorName actor={resource.createdBy} />,
              },
              {
                label: t('overviewTab.created'),
                value: <TimeAgo at={resource.createdAt} />,
              },
              {
                label: t('overviewTab.provisioned'),
                value: resource.abstract ? undefined : (
                  <TimeAgo at={resource.provisionedAt} />
                ),
              },
              {
                label: t('overviewTab.revision'),
                value: String(resource.revision),
              },
            ]}
          />
        </Section>
      </div>
    </div>
  );
}
