import type { Entity } from '@backstage/catalog-model';
import { ButtonLink, Flex } from '@backstage/ui';
import { useResource } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { ResourceNotices } from '../resources/detail/ResourceNotices';
import { Loaded, Section, useLinks } from '../shared';
import { GoneResource, isGone } from './GoneResource';
import { ResourceFacts } from './ResourceFacts';
import { useTabPath } from './useTabPath';

/** The resource behind an entity, in short. */
export function ResourceCard(props: { entity: Entity; resourceId: string }) {
  const { entity, resourceId } = props;
  const tab = useTabPath(entity);
  const links = useLinks();
  const { resource, error, reload } = useResource(resourceId);
  return (
    <Section title="Infrastructure">
      {isGone(error) ? (
        <GoneResource entity={entity} />
      ) : (
        <Loaded
          data={{ value: resource, error, reload }}
          errorTitle="The resource cannot be loaded"
        >
          {value => (
            <Flex direction="column" gap="3">
              <ResourceFacts resource={value} />
              <ResourceNotices resource={value} />
              <Flex gap="2" style={{ flexWrap: 'wrap' }}>
                <ButtonLink size="small" variant="secondary" href={tab}>
                  Values, outputs and actions
                </ButtonLink>
                <ButtonLink
                  size="small"
                  variant="secondary"
                  href={links.resource(value.id)}
                >
                  Open in InfraKitchen
                </ButtonLink>
              </Flex>
            </Flex>
          )}
        </Loaded>
      )}
    </Section>
  );
}
