import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import { PageFrame, useLinks } from '../shared';
import { ResourcesTable } from './ResourcesTable';
import { resourcesTranslationRef } from './translation';

/** All resources. */
export function ResourcesPage() {
  const { t } = useTranslationRef(resourcesTranslationRef);
  const links = useLinks();
  return (
    <PageFrame
      title={t('resourcesPage.resources')}
      actions={
        <ButtonLink variant="primary" href={links.newResource()}>
          {t('resourcesPage.createResource')}
        </ButtonLink>
      }
    >
      <ResourcesTable />
    </PageFrame>
  );
}
