import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { ButtonLink, Flex } from '@backstage/ui';
import { useResource } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { ResourceNotices } from '../resources/detail/ResourceNotices';
import { Loaded, Section, useLinks } from '../shared';
import { GoneResource, isGone } from './GoneResource';
import { ResourceFacts } from './ResourceFacts';
import { useTabPath } from './useTabPath';
import { catalogTranslationRef } from './translation';

/** The resource behind an entity, in short. */
export function ResourceCard(props: { entity: Entity; resourceId: string }) {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { entity, resourceId } = props;
  const tab = useTabPath(entity);
  const links = useLinks();
  const { resource, error, reload } = useResource(resourceId);
  return (
    <Section title={t('resourceCard.infrastructure')}>
      {isGone(error) ? (
        <GoneResource entity={entity} />
      ) : (
        <Loaded
          data={{ value: resource, error, reload }}
          errorTitle={t('resourceCard.theResourceCannotBeLoaded')}
        >
          {value => (
            <Flex direction="column" gap="3">
              <ResourceFacts resource={value} />
              <ResourceNotices resource={value} />
              <Flex gap="2" style={{ flexWrap: 'wrap' }}>
                <ButtonLink size="small" variant="secondary" href={tab}>
                  {t('resourceCard.valuesOutputsAndActions')}
                </ButtonLink>
                <ButtonLink
                  size="small"
                  variant="secondary"
                  href={links.resource(value.id)}
                >
                  {t('resourceCard.openInInfraKitchen')}
                </ButtonLink>
              </Flex>
            </Flex>
          )}
        </Loaded>
      )}
    </Section>
  );
}
