import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Select, Text } from '@backstage/ui';
import { useSearchParams } from 'react-router-dom';
import type {
  Run,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  formatDateTime,
  PlanComparison,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded } from '../shared';
import { runsTranslationRef, type Translate } from './translation';
import { useLabels, type Labels } from '../shared/useLabels';

const COMPARED = 'compareWith';
/** Older plans are seldom what people look for. */
const OFFERED = 50;

/** Lets people compare the plan of a run with one that its resource had before. */
export function ComparePlans(props: { run: RunDetail }) {
  const { t } = useTranslationRef(runsTranslationRef);
  const labels = useLabels();
  const { run } = props;
  const api = useInfrakitchenApi();
  const [params, setParams] = useSearchParams();
  const compared = params.get(COMPARED) ?? '';
  const data = useAsyncData(
    signal =>
      api.listRuns(
        {
          filter: [`resourceId=${run.resourceId}`, `plannedBefore=${run.id}`],
          limit: OFFERED,
        },
        { signal },
      ),
    [api, run.resourceId, run.id],
  );
  const earlier = data.value?.items ?? [];
  if (earlier.length === 0 && !compared) {
    return null;
  }
  const choose = (id: string) =>
    setParams(
      old => {
        const next = new URLSearchParams(old);
        next.delete(COMPARED);
        if (id) {
          next.set(COMPARED, id);
        }
        return next;
      },
      { replace: true },
    );
  return (
    <Flex direction="column" gap="3">
      <Select
        label={t('comparePlans.compareWithAnEarlierPlan')}
        options={[
          { value: '', label: t('comparePlans.none') },
          ...earlier.map(other => ({
            value: other.id,
            label: labelOf(t, labels, other, run),
          })),
        ]}
        value={compared}
        onChange={key => choose(String(key ?? ''))}
        style={{ maxWidth: 420 }}
      />
      {compared && <Compared beforeId={compared} afterId={run.id} />}
    </Flex>
  );
}

function Compared(props: { beforeId: string; afterId: string }) {
  const { t } = useTranslationRef(runsTranslationRef);
  const { beforeId, afterId } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal =>
      Promise.all([
        api.getRunPlan(beforeId, { signal }),
        api.getRunPlan(afterId, { signal }),
      ]),
    [api, beforeId, afterId],
  );
  return (
    <Loaded data={data} errorTitle={t('comparePlans.thePlansCannotBeCompared')}>
      {([before, after]) => (
        <section aria-label={t('comparePlans.comparisonWithAnEarlierPlan')}>
          <Flex direction="column" gap="3">
            <Text as="h3" variant="title-x-small">
              {t('comparePlans.whatThisPlanDoesOtherwise')}
            </Text>
            <PlanComparison before={before} after={after} />
          </Flex>
        </section>
      )}
    </Loaded>
  );
}

function labelOf(t: Translate, labels: Labels, other: Run, run: Run): string {
  const at = formatDateTime(other.createdAt);
  const kind = labels.runKind(other.kind);
  return other.planDigest === run.planDigest
    ? t('comparePlans.equalRun', { kind, at })
    : `${kind}, ${at}`;
}
