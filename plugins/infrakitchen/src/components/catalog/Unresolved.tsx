import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Flex } from '@backstage/ui';
import { ANNOTATION_RESOURCES } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Related } from './relatedOf';
import { catalogTranslationRef, type Translate } from './translation';

/** As many as one reads. */
const SHOWN = 10;

/** What is named, and leads to no resource. */
export function Unresolved(props: { related: Related }) {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { missing, broken, isTruncated } = props.related;
  return (
    <Flex direction="column" gap="2">
      {missing.length > 0 && (
        <Alert
          status="warning"
          icon
          title={t('unresolved.notInTheCatalogListed', {
            listed: listed(t, missing),
          })}
          description={t('unresolved.itWasDeletedOrRenamed')}
        />
      )}
      {broken.length > 0 && (
        <Alert
          status="warning"
          icon
          title={t('unresolved.theAnnotationAnnotationResourcesNames', {
            annotationResources: ANNOTATION_RESOURCES,
            listed: listed(t, broken),
          })}
          description={t('unresolved.writeATemplatesKeyAnd')}
        />
      )}
      {isTruncated && (
        <Alert
          status="info"
          icon
          title={t('unresolved.itDependsOnMoreThan')}
          description={t('unresolved.theNumbersAndTheList')}
        />
      )}
    </Flex>
  );
}

function listed(t: Translate, names: string[]): string {
  const rest = names.length - SHOWN;
  const shown = names
    .slice(0, SHOWN)
    .map(name => `“${name}”`)
    .join(', ');
  return rest > 0
    ? t('unresolved.andMore', { shown, rest: String(rest) })
    : shown;
}
