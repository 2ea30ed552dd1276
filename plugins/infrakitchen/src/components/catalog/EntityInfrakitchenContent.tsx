import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ANNOTATION_RESOURCE_ID } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { RelatedContent } from './RelatedContent';
import { ResourceContent } from './ResourceContent';
import styles from './catalog.module.css';

/** The tab of an entity. */
export function EntityInfrakitchenContent() {
  const { entity } = useEntity();
  const id = entity.metadata.annotations?.[ANNOTATION_RESOURCE_ID];
  const key = stringifyEntityRef(entity);
  return (
    <div className={styles.content}>
      {id ? (
        <ResourceContent key={key} entity={entity} resourceId={id} />
      ) : (
        <RelatedContent key={key} entity={entity} />
      )}
    </div>
  );
}
