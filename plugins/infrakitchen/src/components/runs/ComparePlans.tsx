import { Flex, Select, Text } from '@backstage/ui';
import { useSearchParams } from 'react-router-dom';
import type {
  Run,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  formatDateTime,
  PlanComparison,
  runKindLabel,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded } from '../shared';

const COMPARED = 'compareWith';
/** Older plans are seldom what people look for. */
const OFFERED = 50;

/** Lets people compare the plan of a run with one that its resource had before. */
export function ComparePlans(props: { run: RunDetail }) {
  const { run } = props;
  const api = useInfrakitchenApi();
  const [params, setParams] = useSearchParams();
  const compared = params.get(COMPARED) ?? '';
  const data = useAsyncData(
    signal =>
      api.listRuns(
        { filter: [`resourceId=${run.resourceId}`], limit: OFFERED },
        { signal },
      ),
    [api, run.resourceId],
  );
  const earlier = (data.value?.items ?? []).filter(
    other => other.planDigest && other.createdAt < run.createdAt,
  );
  if (earlier.length === 0) {
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
        label="Compare with an earlier plan"
        options={[
          { value: '', label: 'None' },
          ...earlier.map(other => ({
            value: other.id,
            label: labelOf(other, run),
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
    <Loaded data={data} errorTitle="The plans cannot be compared">
      {([before, after]) => (
        <section aria-label="Comparison with an earlier plan">
          <Flex direction="column" gap="3">
            <Text as="h3" variant="title-x-small">
              What this plan does otherwise
            </Text>
            <PlanComparison before={before} after={after} />
          </Flex>
        </section>
      )}
    </Loaded>
  );
}

function labelOf(other: Run, run: Run): string {
  const at = formatDateTime(other.createdAt);
  const equal = other.planDigest === run.planDigest ? ', equal' : '';
  return `${runKindLabel(other.kind)}, ${at}${equal}`;
}
