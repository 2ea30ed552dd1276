import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { ANNOTATION_RESOURCES } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { EmptyState } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { presetOf } from './presetOf';
import { catalogTranslationRef, type Translate } from './translation';
import { CreateResourceLink } from '../shared';

/** How to begin, where an entity has no infrastructure that one may see. */
export function NothingRelated(props: { entity: Entity }) {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { entity } = props;
  return (
    <EmptyState
      title={t('nothingRelated.noInfrastructure')}
      description={howTo(t, entity)}
      action={
        <CreateResourceLink preset={presetOf(entity)} variant="secondary">
          {t('nothingRelated.createAResource')}
        </CreateResourceLink>
      }
    />
  );
}

function howTo(t: Translate, entity: Entity) {
  switch (entity.kind.toLocaleLowerCase('en-US')) {
    case 'component':
      return (
        <>
          {t('nothingRelated.nameTheResources', {
            annotation: <code>{ANNOTATION_RESOURCES}</code>,
            example: <code>network/core, database/orders</code>,
          })}
        </>
      );
    case 'system':
      return t('nothingRelated.hereIsWhatIsIn');
    default:
      return t('nothingRelated.hereIsWhatTheyOwn');
  }
}
