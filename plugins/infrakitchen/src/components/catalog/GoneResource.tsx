import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { ButtonLink } from '@backstage/ui';
import { ANNOTATION_TEMPLATE } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { EmptyState } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks } from '../shared';
import { catalogTranslationRef } from './translation';

/** Whether an answer says that there is nothing that the reader may see. */
export function isGone(error: Error | undefined): boolean {
  return (error as { statusCode?: number } | undefined)?.statusCode === 404;
}

/** The resource of an entity is not there, or not for the reader. */
export function GoneResource(props: { entity: Entity }) {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { annotations } = props.entity.metadata;
  const links = useLinks();
  return (
    <EmptyState
      title={t('goneResource.theResourceCannotBeFound')}
      description={t('goneResource.itWasDeletedAndThe')}
      action={
        <ButtonLink
          variant="secondary"
          href={links.newResource({
            templateId: annotations?.[ANNOTATION_TEMPLATE],
          })}
        >
          {t('goneResource.createAnotherOne')}
        </ButtonLink>
      }
    />
  );
}
