import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEffect, type ReactNode } from 'react';
import {
  Alert,
  Card,
  CardBody,
  CardHeader,
  Flex,
  Link,
  Skeleton,
  Text,
} from '@backstage/ui';
import {
  ApiErrorPanel,
  isRunOver,
  JsonValueView,
  KeyValueList,
  PlanView,
  RunProgress,
  RunStateChip,
  useAsyncData,
  useInfrakitchenApi,
  useRun,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { infrakitchenScaffolderTranslationRef } from '../translation';

/** Progress, plan and outputs of one run of a task. */
export function TaskRun(props: {
  runId: string;
  basePath: string;
  onOver: () => void;
}) {
  const { t } = useTranslationRef(infrakitchenScaffolderTranslationRef);
  const { runId, basePath, onOver } = props;
  const { run, lines, error, reload } = useRun(runId);
  const isOver = run !== undefined && isRunOver(run.state);
  useEffect(() => {
    if (isOver) {
      onOver();
    }
  }, [isOver, onOver]);
  const title = run
    ? t(`taskTitle.${run.kind}`, { resource: run.resourceName })
    : t('taskRun.run');
  return (
    <section aria-label={title}>
      <Card>
        <CardHeader>
          <Flex align="center" gap="3" style={{ flexWrap: 'wrap' }}>
            <Text as="h3" variant="title-x-small">
              {title}
            </Text>
            {run && <RunStateChip state={run.state} />}
            <Link href={`${basePath}/runs/${runId}`}>
              {t('taskRun.openTheRun')}
            </Link>
          </Flex>
        </CardHeader>
        <CardBody>
          <Flex direction="column" gap="4">
            {error && (
              <ApiErrorPanel
                error={error}
                title={t('taskRun.theRunCannotBeLoaded')}
                onRetry={reload}
              />
            )}
            {!run && !error && (
              <div role="status" aria-label={t('taskRun.loading')}>
                <Skeleton width="100%" height={64} />
              </div>
            )}
            {run && (
              <>
                {run.state === 'awaiting_approval' && (
                  <Alert
                    status="warning"
                    icon
                    title={t('taskRun.thePlanWaitsForAn')}
                    description={
                      <Link href={`${basePath}/runs/${runId}`}>
                        {t('taskRun.seeWhoCanApproveIt')}
                      </Link>
                    }
                  />
                )}
                {run.error && (
                  <ApiErrorPanel
                    error={run.error}
                    title={t('taskRun.theRunFailed')}
                  />
                )}
                <RunProgress run={run} lines={lines} />
                {run.planDigest && (
                  // A new digest is a new plan.
                  <Plan key={run.planDigest} runId={runId} />
                )}
                {run.state === 'succeeded' && run.kind !== 'dry_run' && (
                  <Outputs resourceId={run.resourceId} />
                )}
              </>
            )}
          </Flex>
        </CardBody>
      </Card>
    </section>
  );
}

function Part(props: { title: string; children: ReactNode }) {
  return (
    <section aria-label={props.title}>
      <Flex direction="column" gap="2">
        <Text as="h4" variant="title-x-small">
          {props.title}
        </Text>
        {props.children}
      </Flex>
    </section>
  );
}

function Plan(props: { runId: string }) {
  const { t } = useTranslationRef(infrakitchenScaffolderTranslationRef);
  const api = useInfrakitchenApi();
  const plan = useAsyncData(
    signal => api.getRunPlan(props.runId, { signal }),
    [api, props.runId],
  );
  return (
    <Part title={t('taskRun.plan')}>
      {plan.error && (
        <ApiErrorPanel
          error={plan.error}
          title={t('taskRun.thePlanCannotBeLoaded')}
          onRetry={plan.reload}
        />
      )}
      {plan.value && <PlanView plan={plan.value} />}
    </Part>
  );
}

function Outputs(props: { resourceId: string }) {
  const { t } = useTranslationRef(infrakitchenScaffolderTranslationRef);
  const api = useInfrakitchenApi();
  const resource = useAsyncData(
    signal => api.getResource(props.resourceId, { signal }),
    [api, props.resourceId],
  );
  const outputs = resource.value?.outputs ?? [];
  if (resource.error) {
    return (
      <ApiErrorPanel
        error={resource.error}
        title={t('taskRun.theOutputsCannotBeLoaded')}
        onRetry={resource.reload}
      />
    );
  }
  return outputs.length > 0 ? (
    <Part title={t('taskRun.outputs')}>
      <KeyValueList
        items={outputs.map(output => ({
          label: output.name,
          value: output.sensitive ? (
            <Text color="secondary">
              {t('taskRun.sensitiveToBeRevealedOn')}
            </Text>
          ) : (
            <JsonValueView value={output.value} />
          ),
        }))}
      />
    </Part>
  ) : null;
}
