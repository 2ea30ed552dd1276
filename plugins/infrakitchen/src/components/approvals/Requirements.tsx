import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type { ApprovalRequirement } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useApproversText, excludedText } from './approvalTexts';
import styles from './Requirements.module.css';
import { approvalsTranslationRef } from './translation';
import { useLabels } from '../shared/useLabels';

/** What every rule asks for, and how much of it is there. */
export function Requirements(props: {
  label: string;
  /** Without `given` nobody was asked yet. */
  requirements: Array<ApprovalRequirement & { given?: number }>;
}) {
  return (
    <ul className={styles.list} aria-label={props.label}>
      {props.requirements.map(requirement => (
        <Requirement key={requirement.ruleId} requirement={requirement} />
      ))}
    </ul>
  );
}

function Requirement(props: {
  requirement: ApprovalRequirement & { given?: number };
}) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const labels = useLabels();
  const approversText = useApproversText();
  const { requirement } = props;
  const { approvals, given } = requirement;
  const met = given !== undefined && given >= approvals;
  const excluded = excludedText(t, labels, requirement.excluded);
  return (
    <li className={`${styles.requirement} ${met ? styles.met : ''}`}>
      <div className={styles.head}>
        <Text weight="bold">{requirement.ruleName}</Text>
        <Progress requirement={requirement} />
      </div>
      <ul
        className={styles.why}
        aria-label={t('requirements.whyRuleName', {
          ruleName: requirement.ruleName,
        })}
      >
        {requirement.why.map(reason => (
          <li key={reason}>
            <Text variant="body-small" color="secondary">
              {reason}
            </Text>
          </li>
        ))}
      </ul>
      <Text as="p" variant="body-small">
        {t('requirements.mayApprove', {
          approvers: approversText(requirement.approvers),
        })}
      </Text>
      {excluded && (
        <Text as="p" variant="body-small">
          {t('requirements.mayNotExcluded', { excluded })}
        </Text>
      )}
    </li>
  );
}

function Progress(props: {
  requirement: ApprovalRequirement & { given?: number };
}) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const { approvals, given, dependsOnPlan, ruleName } = props.requirement;
  if (given === undefined) {
    return (
      <Chip>
        {t(
          dependsOnPlan
            ? 'requirements.upToApprovalsNeeded'
            : 'requirements.approvalsNeeded',
          { approvals: String(approvals) },
        )}
      </Chip>
    );
  }
  return (
    <>
      <progress
        aria-label={t('requirements.approvalsForRuleName', { ruleName })}
        value={given}
        max={approvals}
      />
      <Chip tone={given >= approvals ? 'success' : 'warning'}>
        {t('requirements.given', {
          given: String(given),
          approvals: String(approvals),
        })}
      </Chip>
    </>
  );
}
