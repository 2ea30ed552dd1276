import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { PageFrame } from '../shared';
import { ResourcesTable } from './ResourcesTable';
import { resourcesTranslationRef } from './translation';
import { CreateResourceLink } from '../shared';

/** All resources. */
export function ResourcesPage() {
  const { t } = useTranslationRef(resourcesTranslationRef);
  return (
    <PageFrame
      title={t('resourcesPage.resources')}
      actions={
        <CreateResourceLink>
          {t('resourcesPage.createResource')}
        </CreateResourceLink>
      }
    >
      <ResourcesTable />
    </PageFrame>
  );
}
