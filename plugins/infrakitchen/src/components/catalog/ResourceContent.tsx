import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { ButtonLink, Flex, Text } from '@backstage/ui';
import type {
  Resource,
  Run,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  useAsyncData,
  useInfrakitchenApi,
  useResource,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { OverviewTab } from '../resources/detail/OverviewTab';
import { ResourceActions } from '../resources/detail/ResourceActions';
import { ResourceNotices } from '../resources/detail/ResourceNotices';
import { Loaded, RunsTable, Section, useLinks } from '../shared';
import { GoneResource, isGone } from './GoneResource';
import { ResourceFacts } from './ResourceFacts';
import { catalogTranslationRef } from './translation';

const SHOWN_RUNS = 5;

/** The resource behind an entity: what it is, what can be done, what was. */
export function ResourceContent(props: { entity: Entity; resourceId: string }) {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { entity, resourceId } = props;
  const links = useLinks();
  const { resource, actions, error, reload } = useResource(resourceId);
  if (isGone(error)) {
    return <GoneResource entity={entity} />;
  }
  return (
    <Loaded
      data={{ value: resource, error, reload }}
      errorTitle={t('resourceContent.theResourceCannotBeLoaded')}
    >
      {value => (
        <Flex direction="column" gap="4">
          <Section
            title={t('resourceContent.stateAndActions')}
            actions={
              <ButtonLink
                size="small"
                variant="secondary"
                href={links.resource(value.id)}
              >
                {t('resourceContent.openInInfraKitchen')}
              </ButtonLink>
            }
          >
            <Flex direction="column" gap="4">
              <ResourceFacts resource={value} />
              <ResourceActions
                resource={value}
                actions={actions}
                reload={reload}
              />
            </Flex>
          </Section>
          <ResourceNotices resource={value} />
          {!value.abstract && <LatestRuns resource={value} />}
          <OverviewTab resource={value} actions={actions} reload={reload} />
        </Flex>
      )}
    </Loaded>
  );
}

function LatestRuns(props: { resource: Resource }) {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { resource } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const data = useAsyncData(
    signal =>
      api.listResourceRuns(resource.id, { limit: SHOWN_RUNS }, { signal }),
    [api, resource.id, resource.status, resource.activeRun?.state],
  );
  return (
    <Section
      title={t('resourceContent.latestRuns')}
      actions={
        <ButtonLink
          size="small"
          variant="secondary"
          href={links.resource(resource.id, 'runs')}
        >
          {t('resourceContent.allRuns')}
        </ButtonLink>
      }
    >
      <Loaded
        data={data}
        errorTitle={t('resourceContent.theRunsCannotBeLoaded')}
      >
        {({ items }) =>
          items.length === 0 ? (
            <Text as="p" color="secondary">
              {t('resourceContent.noRunsYetADry')}
            </Text>
          ) : (
            <RunsTable
              label={t('resourceContent.latestRuns')}
              runs={items}
              runHref={(run: Run) => links.resourceRun(resource.id, run.id)}
              empty={null}
            />
          )
        }
      </Loaded>
    </Section>
  );
}
