import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { ANNOTATION_TEMPLATE } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { EmptyState } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { catalogTranslationRef } from './translation';
import { CreateResourceLink } from '../shared';

/** Whether an answer says that there is nothing that the reader may see. */
export function isGone(error: Error | undefined): boolean {
  return (error as { statusCode?: number } | undefined)?.statusCode === 404;
}

/** The resource of an entity is not there, or not for the reader. */
export function GoneResource(props: { entity: Entity }) {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { annotations } = props.entity.metadata;
  return (
    <EmptyState
      title={t('goneResource.theResourceCannotBeFound')}
      description={t('goneResource.itWasDeletedAndThe')}
      action={
        <CreateResourceLink
          preset={{
            templateId: annotations?.[ANNOTATION_TEMPLATE],
          }}
          variant="secondary"
        >
          {t('goneResource.createAnotherOne')}
        </CreateResourceLink>
      }
    />
  );
}
