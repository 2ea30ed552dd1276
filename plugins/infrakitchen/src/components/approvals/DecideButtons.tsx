import { useState } from 'react';
import { Alert, Flex, Text } from '@backstage/ui';
import { RiCheckLine, RiCloseLine } from '@remixicon/react';
import type {
  Run,
  RunApproval,
  WorkspacePullRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActionButton,
  ConfirmDialog,
  PlanSummaryView,
  runKindLabel,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { decisionTexts, missingTexts } from '../pullRequests';
import { useNotify } from '../shared';

/** The plan that was seen when the dialog opened; polling may bring another. */
interface Asked {
  decision: 'approve' | 'reject';
  digest: string;
  summary: Run['planSummary'];
}

/** Approves or rejects the plan of a run. */
export function DecideButtons(props: {
  run: Run;
  approval: RunApproval;
  /** That an approval merges and a rejection closes. */
  pullRequest?: WorkspacePullRequest;
  /** Something was decided, or the plan is another one now. */
  onChanged: () => void;
}) {
  const { run, approval, pullRequest, onChanged } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const [asked, setAsked] = useState<Asked>();
  const [planChanged, setPlanChanged] = useState(false);
  const reasons = approval.canDecide ? [] : refusalTexts(approval);
  const ask = (decision: Asked['decision']) => {
    setPlanChanged(false);
    setAsked({ decision, digest: approval.digest, summary: run.planSummary });
  };
  const what = `${runKindLabel(run.kind)} of ${run.resourceName}`;

  const decide = async (comment: string | undefined) => {
    if (!asked) {
      return;
    }
    try {
      const result = await api.actOnRun(run.id, asked.decision, {
        digest: asked.digest,
        reason: comment,
      });
      notify(
        asked.decision === 'approve'
          ? `${what}: approved${mergeText(result.pullRequest)}`
          : `${what}: rejected`,
      );
    } catch (error) {
      if ((error as { code?: string }).code !== 'plan_changed') {
        throw error;
      }
      setPlanChanged(true);
    }
    onChanged();
  };

  return (
    <Flex direction="column" gap="2">
      {planChanged && (
        <div role="alert">
          <Alert
            status="warning"
            icon
            title="The plan has changed, so nothing was decided"
            description="Look at the new plan, then decide about that one."
          />
        </div>
      )}
      <Flex
        gap="2"
        style={{ flexWrap: 'wrap' }}
        role="group"
        aria-label={`Decide about ${what}`}
      >
        <ActionButton
          variant="primary"
          icon={<RiCheckLine />}
          reasons={reasons}
          onPress={() => ask('approve')}
        >
          Approve
        </ActionButton>
        <ActionButton
          destructive
          icon={<RiCloseLine />}
          reasons={reasons}
          onPress={() => ask('reject')}
        >
          Reject
        </ActionButton>
      </Flex>
      {asked && (
        <ConfirmDialog
          isOpen
          title={
            asked.decision === 'approve'
              ? `Approve: ${what}`
              : `Reject: ${what}`
          }
          confirmLabel={asked.decision === 'approve' ? 'Approve' : 'Reject'}
          destructive={
            asked.decision === 'reject' || (asked.summary?.delete ?? 0) > 0
          }
          reason={asked.decision === 'approve' ? 'optional' : 'required'}
          reasonLabel="Comment"
          onClose={() => setAsked(undefined)}
          onConfirm={decide}
        >
          <Flex direction="column" gap="3">
            <Text as="p">
              {asked.decision === 'approve'
                ? 'Exactly this plan is applied, and no other.'
                : 'The run ends, nothing is applied, and whoever asked is told why.'}{' '}
              {pullRequest && decisionTexts[asked.decision]}
            </Text>
            {asked.summary && <PlanSummaryView summary={asked.summary} />}
            <Text as="p" variant="body-small" color="secondary">
              Digest{' '}
              <code style={{ overflowWrap: 'anywhere' }}>{asked.digest}</code>
            </Text>
          </Flex>
        </ConfirmDialog>
      )}
    </Flex>
  );
}

/** What has become of the pull request, after `approved`. */
function mergeText(pullRequest: WorkspacePullRequest | undefined): string {
  if (pullRequest?.state === 'merged') {
    return ', and its pull request is merged';
  }
  const missing = pullRequest ? missingTexts(pullRequest) : [];
  return missing.length > 0
    ? `. Its pull request is not merged yet: ${missing.join(' ')}`
    : '';
}

/** Why the caller cannot decide, in sentences. */
export function refusalTexts(approval: RunApproval): string[] {
  const texts = (approval.refusals ?? []).map(({ message }) => message);
  return (texts.length > 0 ? texts : ['You may not decide about it']).map(
    text => (text.endsWith('.') ? text : `${text}.`),
  );
}
