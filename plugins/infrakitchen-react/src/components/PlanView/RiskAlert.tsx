import { Alert } from '@backstage/ui';
import type { PlanRisk } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** The rest is in the list below. */
const NAMED = 5;

/** What a plan takes away, and how bad that may be. */
export function RiskAlert(props: { risk: PlanRisk }) {
  const { level, destroyed, holdingData, byType } = props.risk;
  if (destroyed.length === 0) {
    return null;
  }
  return (
    <Alert
      status={level === 'high' ? 'danger' : 'warning'}
      icon
      title={`This plan destroys ${counted(destroyed.length, 'object')}`}
      description={
        <>
          {`It takes with it ${byType
            .map(({ type, count }) => `${count} × ${type}`)
            .join(', ')}. `}
          {holdingData.length > 0
            ? `${namesOf(holdingData)} ${
                holdingData.length === 1
                  ? 'looks as if it holds'
                  : 'look as if they hold'
              } data: make sure that there is a copy.`
            : 'Check that nothing still needs them.'}
        </>
      }
    />
  );
}

function namesOf(objects: PlanRisk['holdingData']): string {
  const names = objects.slice(0, NAMED).map(({ address }) => address);
  const left = objects.length - names.length;
  return [...names, ...(left > 0 ? [`${left} more`] : [])].join(', ');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
