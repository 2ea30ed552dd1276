import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ANNOTATION_RESOURCE_ID } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { RelatedCard } from './RelatedCard';
import { ResourceCard } from './ResourceCard';

/** The card on the overview of an entity. */
export function EntityInfrakitchenCard() {
  const { entity } = useEntity();
  const id = entity.metadata.annotations?.[ANNOTATION_RESOURCE_ID];
  const key = stringifyEntityRef(entity);
  return id ? (
    <ResourceCard key={key} entity={entity} resourceId={id} />
  ) : (
    <RelatedCard key={key} entity={entity} />
  );
}
