import { ButtonLink } from '@backstage/ui';
import { PageFrame, useLinks } from '../shared';
import { ResourcesTable } from './ResourcesTable';

/** All resources. */
export function ResourcesPage() {
  const links = useLinks();
  return (
    <PageFrame
      title="Resources"
      actions={
        <ButtonLink variant="primary" href={links.newResource()}>
          Create resource
        </ButtonLink>
      }
    >
      <ResourcesTable />
    </PageFrame>
  );
}
