import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { missingTexts } from '../pullRequests';
import { useNotify } from '../shared';
import { approvalsTranslationRef, type Translate } from './translation';
import {
  pullRequestsTranslationRef,
  type Translate as TranslatePullRequests,
} from '../pullRequests/translation';
import { useLabels } from '../shared/useLabels';

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
  const { t } = useTranslationRef(approvalsTranslationRef);
  const labels = useLabels();
  const { t: tPullRequests } = useTranslationRef(pullRequestsTranslationRef);
  const { run, approval, pullRequest, onChanged } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const [asked, setAsked] = useState<Asked>();
  const [planChanged, setPlanChanged] = useState(false);
  const reasons = approval.canDecide ? [] : refusalTexts(t, approval);
  const ask = (decision: Asked['decision']) => {
    setPlanChanged(false);
    setAsked({ decision, digest: approval.digest, summary: run.planSummary });
  };
  const what = t('decideButtons.kindOfResource', {
    kind: labels.runKind(run.kind),
    resource: run.resourceName,
  });

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
          ? approvedText(t, tPullRequests, what, result.pullRequest)
          : t('decideButtons.rejected', { what }),
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
            title={t('decideButtons.thePlanHasChangedSo')}
            description={t('decideButtons.lookAtTheNewPlan')}
          />
        </div>
      )}
      <Flex
        gap="2"
        style={{ flexWrap: 'wrap' }}
        role="group"
        aria-label={t('decideButtons.decideAboutWhat', { what })}
      >
        <ActionButton
          variant="primary"
          icon={<RiCheckLine />}
          reasons={reasons}
          onPress={() => ask('approve')}
        >
          {t('decideButtons.approve')}
        </ActionButton>
        <ActionButton
          destructive
          icon={<RiCloseLine />}
          reasons={reasons}
          onPress={() => ask('reject')}
        >
          {t('decideButtons.reject')}
        </ActionButton>
      </Flex>
      {asked && (
        <ConfirmDialog
          isOpen
          title={
            asked.decision === 'approve'
              ? t('decideButtons.approveWhat', { what })
              : t('decideButtons.rejectWhat', { what })
          }
          confirmLabel={
            asked.decision === 'approve'
              ? t('decideButtons.approve')
              : t('decideButtons.reject')
          }
          destructive={
            asked.decision === 'reject' || (asked.summary?.delete ?? 0) > 0
          }
          reason={asked.decision === 'approve' ? 'optional' : 'required'}
          reasonLabel={t('decideButtons.comment')}
          onClose={() => setAsked(undefined)}
          onConfirm={decide}
        >
          <Flex direction="column" gap="3">
            <Text as="p">
              {asked.decision === 'approve'
                ? t('decideButtons.exactlyThisPlanIsApplied')
                : t('decideButtons.theRunEndsNothingIs')}{' '}
              {pullRequest && tPullRequests(`decision.${asked.decision}`)}
            </Text>
            {asked.summary && <PlanSummaryView summary={asked.summary} />}
            <Text as="p" variant="body-small" color="secondary">
              {t('decideButtons.digest')}{' '}
              <code style={{ overflowWrap: 'anywhere' }}>{asked.digest}</code>
            </Text>
          </Flex>
        </ConfirmDialog>
      )}
    </Flex>
  );
}

/** That it was approved, and what has become of the pull request. */
function approvedText(
  t: Translate,
  tPullRequests: TranslatePullRequests,
  what: string,
  pullRequest: WorkspacePullRequest | undefined,
): string {
  if (pullRequest?.state === 'merged') {
    return t('decideButtons.approvedAndMerged', { what });
  }
  const missing = pullRequest ? missingTexts(tPullRequests, pullRequest) : [];
  return missing.length > 0
    ? t('decideButtons.approvedNotMerged', { what, missing: missing.join(' ') })
    : t('decideButtons.approved', { what });
}

/** Why the caller cannot decide, in sentences. */
export function refusalTexts(t: Translate, approval: RunApproval): string[] {
  const texts = (approval.refusals ?? []).map(({ message }) => message);
  return (
    texts.length > 0 ? texts : [t('decideButtons.youMayNotDecideAbout')]
  ).map(text => (text.endsWith('.') ? text : `${text}.`));
}
