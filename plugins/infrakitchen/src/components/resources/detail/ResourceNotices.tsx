import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useLocation } from 'react-router-dom';
import { Alert, Link } from '@backstage/ui';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useLinks } from '../../shared';
import { resourcesDetailTranslationRef } from './translation';
import { useLabels } from '../../shared/useLabels';

/** What is going on with a resource, and what ought to be looked at. */
export function ResourceNotices(props: { resource: Resource }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const labels = useLabels();
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
              ? t('resourceNotices.aPlanWaitsForApproval', {
                  kind: labels.runKind(resource.activeRun.kind),
                })
              : t('resourceNotices.aRunIsUnderWay', {
                  kind: labels.runKind(resource.activeRun.kind),
                  state: labels.runState(resource.activeRun.state),
                })
          }
          description={
            <Link href={activeHref}>
              {waits
                ? t('resourceNotices.lookAtThePlan')
                : t('resourceNotices.followTheRun')}
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
              {t('resourceNotices.changeTheVersion')}
            </Link>
          }
        />
      ))}
      {resource.staleInputs && (
        <Alert
          status="warning"
          icon
          title={t('resourceNotices.inheritedInputsHaveChangedSince')}
          description={t('resourceNotices.updateTheResourceToTake')}
        />
      )}
      {resource.hasPendingChange && !pathname.endsWith(changeHref) && (
        <Alert
          status="info"
          icon
          title={t('resourceNotices.thereIsAChangeThat')}
          description={
            <Link href={changeHref}>{t('resourceNotices.showTheChange')}</Link>
          }
        />
      )}
    </>
  );
}
