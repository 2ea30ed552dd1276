import { Flex } from '@backstage/ui';
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
  const { run, lines, connection, reload } = props.followed;
  const links = useLinks();
  const logPhase = lines[lines.length - 1]?.phase;
  const { anchor, lineHref } = useLogAnchor(lines);
  return (
    <Flex direction="column" gap="4">
      {run.error && (
        <ApiErrorPanel
          error={run.error}
          title={
            run.error.phase
              ? `The run failed in phase ${run.error.phase}`
              : 'The run failed'
          }
          culpritHref={links.culprit}
          diagnosticHref={({ summary }) => {
            const said = lines.find(({ message }) =>
              message.endsWith(`Error: ${summary}`),
            );
            return said && lineHref(said.seq);
          }}
        />
      )}
      <Section title="Progress">
        <Flex direction="column" gap="4">
          <RunProgress run={run} logPhase={logPhase} />
          <KeyValueList
            items={[
              {
                label: 'Requested by',
                value: <ActorName actor={run.requestedBy} />,
              },
              { label: 'Reason', value: run.reason },
              { label: 'Requested', value: <TimeAgo at={run.createdAt} /> },
              {
                label: isRunOver(run.state) ? 'Took' : 'Running for',
                value: formatDuration(run.startedAt, run.finishedAt),
              },
              {
                label: 'Module',
                value:
                  run.ref &&
                  `${run.ref}${
                    run.commitSha
                      ? ` (commit ${run.commitSha.slice(0, 10)})`
                      : ''
                  }`,
              },
              {
                label: 'Engine',
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
      <Section title="Log" id="log">
        <RunLog
          lines={lines}
          connection={connection}
          anchor={anchor}
          anchorHref={lineHref}
          fileName={`${run.resourceName}-${run.kind}-${run.id.slice(0, 8)}.log`}
        />
      </Section>
      {run.inputs.length > 0 && (
        <Section title="Inputs">
          <ValuesTable
            variables={run.inputs}
            label="Inputs of the run"
            resourceHref={resource => links.resource(resource.id)}
          />
        </Section>
      )}
      <Section title="Steps">
        <RunTransitions transitions={run.transitions} />
      </Section>
    </Flex>
  );
}
