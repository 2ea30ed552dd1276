import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo, useState } from 'react';
import { Flex, Text } from '@backstage/ui';
import {
  planRisk,
  planText,
  type Plan,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { CopyButton } from '../CopyButton';
import { EmptyState } from '../EmptyState';
import { ObjectChangeList } from './ObjectChangeList';
import { PlanOutputs } from './PlanOutputs';
import { PlanSummaryView } from './PlanSummaryView';
import { PlanToolbar, type PlanViewState } from './PlanToolbar';
import { actionOrder, SEEN_AT_A_GLANCE, type PlanFilter } from './planRows';
import { RiskAlert } from './RiskAlert';
import { planViewTranslationRef } from './translation';

const everything: PlanFilter = { text: '', actions: new Set() };

/** Of a plan that nobody has narrowed down. @public */
export const initialPlanView: PlanViewState = {
  text: '',
  actions: [],
  groupBy: 'action',
};

/**
 * What a run would do: counts and risk, objects by action or module with their
 * attributes, what was changed behind the engine's back, and outputs.
 *
 * @public
 */
export function PlanView(props: {
  plan: Plan;
  /** Where a page keeps what is shown in its URL. */
  view?: PlanViewState;
  onViewChange?: (view: PlanViewState) => void;
}) {
  const { t } = useTranslationRef(planViewTranslationRef);
  const { plan } = props;
  const [own, setOwn] = useState(initialPlanView);
  const view = props.view ?? own;
  const filter = useMemo(
    () => ({ text: view.text, actions: new Set(view.actions) }),
    [view.text, view.actions],
  );
  const risk = useMemo(() => planRisk(plan), [plan]);
  const text = useMemo(() => planText(plan), [plan]);
  const present = actionOrder.filter(action =>
    plan.changes.some(change => change.action === action),
  );

  return (
    <Flex direction="column" gap="4">
      <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
        <PlanSummaryView summary={plan.summary} />
        <CopyButton label={t('planView.copyAsText')} text={text} />
      </Flex>
      <RiskAlert risk={risk} />
      {plan.changes.length === 0 ? (
        <EmptyState
          title={t('planView.nothingTitle')}
          description={t('planView.nothingDescription')}
        />
      ) : (
        <>
          {plan.changes.length > SEEN_AT_A_GLANCE && (
            <PlanToolbar
              present={present}
              hasModules={plan.changes.some(change => change.module)}
              state={view}
              onChange={props.onViewChange ?? setOwn}
            />
          )}
          <ObjectChangeList
            label={t('planView.plannedChanges')}
            changes={plan.changes}
            filter={filter}
            groupBy={view.groupBy}
          />
        </>
      )}
      {plan.drift.length > 0 && (
        <section aria-label={t('planView.drift')}>
          <Flex direction="column" gap="2">
            <Text as="h3" variant="title-x-small">
              {t('planView.driftTitle', {
                number: String(plan.drift.length),
              })}
            </Text>
            <Text as="p" color="secondary">
              {t('planView.driftDescription')}
            </Text>
            <ObjectChangeList
              label={t('planView.driftObjects')}
              changes={plan.drift}
              filter={everything}
            />
          </Flex>
        </section>
      )}
      <PlanOutputs changes={plan.outputChanges} />
      <Text variant="body-x-small" color="secondary">
        {t('planView.digest')}{' '}
        <code style={{ overflowWrap: 'anywhere' }}>{plan.digest}</code>
      </Text>
    </Flex>
  );
}
