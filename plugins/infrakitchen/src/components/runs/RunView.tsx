import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Link } from '@backstage/ui';
import { useSearchParams } from 'react-router-dom';
import type {
  LogLine,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  ApiErrorPanel,
  formatDuration,
  isRunOver,
  KeyValueList,
  RunLog,
  RunProgress,
  TimeAgo,
  ValuesTable,
  type FollowedRun,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { ApprovalPanel } from '../approvals';
import { PullRequestPanel } from '../pullRequests';
import { Section, useLinks } from '../shared';
import { RunPlan } from './RunPlan';
import { RunTransitions } from './RunTransitions';
import { runsTranslationRef } from './translation';
import { useLogView } from './useLogView';

const LINE = 'line';
/** Stands for the first line that is an error, whichever that is. */
const ERROR = 'error';

/** The line of the log that the URL names, and the URL of each line. */
function useLogAnchor(lines: LogLine[]): {
  anchor: number | undefined;
  lineHref: (seq: number) => string;
} {
  const [params] = useSearchParams();
  const line = Number(
    params.get(LINE) === ERROR
      ? lines.find(({ level }) => level === 'error')?.seq ?? 0
      : params.get(LINE) ?? NaN,
  );
  return {
    anchor: Number.isInteger(line) ? line : undefined,
    lineHref: seq => {
      const next = new URLSearchParams(params);
      next.set(LINE, String(seq));
      return `?${next}`;
    },
  };
}

/** Progress, plan, log, inputs and history of a run. */
export function RunView(props: { followed: FollowedRun & { run: RunDetail } }) {
  const { t } = useTranslationRef(runsTranslationRef);
  const { run, lines, connection, reload } = props.followed;
  const links = useLinks();
  const { anchor, lineHref } = useLogAnchor(lines);
  const logView = useLogView();
  return (
    <Flex direction="column" gap="4">
      {run.error && (
        <ApiErrorPanel
          error={run.error}
          title={
            run.error.phase
              ? t('runView.theRunFailedInPhase', { phase: run.error.phase })
              : t('runView.theRunFailed')
          }
          culpritHref={links.culprit}
          diagnosticHref={({ summary }) => {
            const said = lines.find(({ message }) =>
              message.endsWith(t('runView.errorSummary', { summary })),
            );
            return said && lineHref(said.seq);
          }}
        />
      )}
      <Section title={t('runView.progress')}>
        <Flex direction="column" gap="4">
          <RunProgress run={run} lines={lines} />
          <KeyValueList
            items={[
              {
                label: t('runView.requestedBy'),
                value: <ActorName actor={run.requestedBy} />,
              },
              { label: t('runView.reason'), value: run.reason },
              {
                label: t('runView.retryOf'),
                value: run.retryOf && (
                  <Link href={links.resourceRun(run.resourceId, run.retryOf)}>
                    {t('runView.anEarlierRun')}
                  </Link>
                ),
              },
              {
                label: t('runView.requested'),
                value: <TimeAgo at={run.createdAt} />,
              },
              {
                label: isRunOver(run.state)
                  ? t('runView.took')
                  : t('runView.runningFor'),
                value: formatDuration(run.startedAt, run.finishedAt),
              },
              {
                label: t('runView.module'),
                value:
                  run.ref && run.commitSha
                    ? t('runView.refAtCommit', {
                        ref: run.ref,
                        commit: run.commitSha.slice(0, 10),
                      })
                    : run.ref,
              },
              {
                label: t('runView.engine'),
                value:
                  run.engine &&
                  `${run.engine.kind === 'tofu' ? 'OpenTofu' : 'Terraform'} ${
                    run.engine.version
                  }`,
              },
            ]}
          />
        </Flex>
      </Section>
      <RunPlan run={run} />
      {run.pullRequest && (
        <PullRequestPanel pullRequest={run.pullRequest} onChanged={reload} />
      )}
      <ApprovalPanel run={run} onChanged={reload} />
      <Section title={t('runView.log')} id="log">
        <RunLog
          lines={lines}
          connection={connection}
          anchor={anchor}
          anchorHref={lineHref}
          {...logView}
          fileName={`${run.resourceName}-${run.kind}-${run.id.slice(0, 8)}.log`}
        />
      </Section>
      {run.inputs.length > 0 && (
        <Section title={t('runView.inputs')}>
          <ValuesTable
            variables={run.inputs}
            label={t('runView.inputsOfTheRun')}
            resourceHref={resource => links.resource(resource.id)}
          />
        </Section>
      )}
      <Section title={t('runView.steps')}>
        <RunTransitions transitions={run.transitions} />
      </Section>
    </Flex>
  );
}
