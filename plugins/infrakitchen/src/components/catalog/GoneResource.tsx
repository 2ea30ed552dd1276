import type { Entity } from '@backstage/catalog-model';
import { ButtonLink } from '@backstage/ui';
import { ANNOTATION_TEMPLATE } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { EmptyState } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks } from '../shared';

/** Whether an answer says that there is nothing that the reader may see. */
export function isGone(error: Error | undefined): boolean {
  return (error as { statusCode?: number } | undefined)?.statusCode === 404;
}

/** The resource of an entity is not there, or not for the reader. */
export function GoneResource(props: { entity: Entity }) {
  const { annotations } = props.entity.metadata;
  const links = useLinks();
  return (
    <EmptyState
      title="The resource cannot be found"
      description="It was deleted, and the catalog will forget it shortly, or you have no role that lets you see it. Its owner or a platform engineer can give you one."
      action={
        <ButtonLink
          variant="secondary"
          href={links.newResource({
            templateId: annotations?.[ANNOTATION_TEMPLATE],
          })}
        >
          Create another one
        </ButtonLink>
      }
    />
  );
}
