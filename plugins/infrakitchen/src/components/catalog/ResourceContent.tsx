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

const SHOWN_RUNS = 5;

/** The resource behind an entity: what it is, what can be done, what was. */
export function ResourceContent(props: { entity: Entity; resourceId: string }) {
  const { entity, resourceId } = props;
  const links = useLinks();
  const { resource, actions, error, reload } = useResource(resourceId);
  if (isGone(error)) {
    return <GoneResource entity={entity} />;
  }
  return (
    <Loaded
      data={{ value: resource, error, reload }}
      errorTitle="The resource cannot be loaded"
    >
      {value => (
        <Flex direction="column" gap="4">
          <Section
            title="State and actions"
            actions={
              <ButtonLink
                size="small"
                variant="secondary"
                href={links.resource(value.id)}
              >
                Open in InfraKitchen
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
      title="Latest runs"
      actions={
        <ButtonLink
          size="small"
          variant="secondary"
          href={links.resource(resource.id, 'runs')}
        >
          All runs
        </ButtonLink>
      }
    >
      <Loaded data={data} errorTitle="The runs cannot be loaded">
        {({ items }) =>
          items.length === 0 ? (
            <Text as="p" color="secondary">
              No runs yet. A dry run shows what would be built without building
              it.
            </Text>
          ) : (
            <RunsTable
              label="Latest runs"
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
