import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { ApprovalPanel } from '../../approvals';
import { RunPlan } from '../../runs';
import { Loaded } from '../../shared';
import { resourcesDetailTranslationRef } from './translation';

/** The plan of the run that waits for approval, and the decision about it. */
export function WaitingPlan(props: {
  runId: string;
  onChanged: () => Promise<void>;
}) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { runId, onChanged } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.getRun(runId, { signal }),
    [api, runId],
  );
  return (
    <Loaded data={data} errorTitle={t('waitingPlan.theRunCannotBeLoaded')}>
      {run => (
        <Flex direction="column" gap="4">
          <RunPlan run={run} />
          <ApprovalPanel
            run={run}
            onChanged={async () => {
              await Promise.all([data.reload(), onChanged()]);
            }}
          />
        </Flex>
      )}
    </Loaded>
  );
}
