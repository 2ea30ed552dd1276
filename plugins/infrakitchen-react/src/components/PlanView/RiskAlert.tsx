import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import type { PlanRisk } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { planViewTranslationRef, type Translate } from './translation';

/** The rest is in the list below. */
const NAMED = 5;

/** What a plan takes away, and how bad that may be. */
export function RiskAlert(props: { risk: PlanRisk }) {
  const { t } = useTranslationRef(planViewTranslationRef);
  const { level, destroyed, holdingData, byType } = props.risk;
  if (destroyed.length === 0) {
    return null;
  }
  return (
    <Alert
      status={level === 'high' ? 'danger' : 'warning'}
      icon
      title={t('risk.title', { count: destroyed.length })}
      description={
        <>
          {t('risk.takesWithIt', {
            counts: byType
              .map(({ type, count }) => `${count} × ${type}`)
              .join(', '),
          })}{' '}
          {holdingData.length > 0
            ? t('risk.holdingData', {
                count: holdingData.length,
                names: namesOf(t, holdingData),
              })
            : t('risk.check')}
        </>
      }
    />
  );
}

function namesOf(t: Translate, objects: PlanRisk['holdingData']): string {
  const names = objects.slice(0, NAMED).map(({ address }) => address);
  const left = objects.length - names.length;
  return [
    ...names,
    ...(left > 0 ? [t('risk.more', { count: left })] : []),
  ].join(', ');
}
