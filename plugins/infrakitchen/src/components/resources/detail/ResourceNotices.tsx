import { useLocation } from 'react-router-dom';
import { Alert, Link } from '@backstage/ui';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { runKindLabel } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks } from '../../shared';

/** What is going on with a resource, and what ought to be looked at. */
export function ResourceNotices(props: { resource: Resource }) {
  const { resource } = props;
  const links = useLinks();
  const { pathname } = useLocation();
  const changeHref = links.resource(resource.id, 'change');
  const activeHref =
    resource.activeRun && links.resourceRun(resource.id, resource.activeRun.id);
  const waits = resource.activeRun?.state === 'awaiting_approval';
  return (
    <>
      {resource.activeRun && activeHref && !pathname.endsWith(activeHref) && (
        <Alert
          status="info"
          icon
          isPending={!waits}
          title={
            waits
              ? `A plan waits for approval: ${runKindLabel(
                  resource.activeRun.kind,
                )}`
              : `A run is under way: ${runKindLabel(
                  resource.activeRun.kind,
                )}, ${resource.activeRun.state.replace('_', ' ')}`
          }
          description={
            <Link href={activeHref}>
              {waits ? 'Look at the plan' : 'Follow the run'}
            </Link>
          }
        />
      )}
      {resource.warnings?.map(({ code, message }) => (
        <Alert
          key={code}
          status="warning"
          icon
          title={message}
          description={
            <Link href={links.resource(resource.id, 'settings')}>
              Change the version
            </Link>
          }
        />
      ))}
      {resource.staleInputs && (
        <Alert
          status="warning"
          icon
          title="Inherited inputs have changed since the last run"
          description="Update the resource to take them over; dry-run it first to see what that does."
        />
      )}
      {resource.hasPendingChange && !pathname.endsWith(changeHref) && (
        <Alert
          status="info"
          icon
          title="There is a change that is not applied yet"
          description={<Link href={changeHref}>Show the change</Link>}
        />
      )}
    </>
  );
}
