import type { Entity } from '@backstage/catalog-model';
import { ButtonLink } from '@backstage/ui';
import { ANNOTATION_RESOURCES } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { EmptyState } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks } from '../shared';
import { presetOf } from './presetOf';

/** How to begin, where an entity has no infrastructure that one may see. */
export function NothingRelated(props: { entity: Entity }) {
  const { entity } = props;
  const links = useLinks();
  return (
    <EmptyState
      title="No infrastructure"
      description={howTo(entity)}
      action={
        <ButtonLink
          variant="secondary"
          href={links.newResource(presetOf(entity))}
        >
          Create a resource
        </ButtonLink>
      }
    />
  );
}

function howTo(entity: Entity) {
  switch (entity.kind.toLocaleLowerCase('en-US')) {
    case 'component':
      return (
        <>
          Name the resources that it uses in the annotation{' '}
          <code>{ANNOTATION_RESOURCES}</code>, such as{' '}
          <code>network/core, database/orders</code>.
        </>
      );
    case 'system':
      return 'Here is what is in the project of the same name, and what the components of the system use.';
    default:
      return 'Here is what they own themselves, and what is in their projects without another owner.';
  }
}
