import { Text } from '@backstage/ui';
import type { ApprovalRequirement } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { approversText, excludedText } from './approvalTexts';
import styles from './Requirements.module.css';

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
  const { requirement } = props;
  const { approvals, given } = requirement;
  const met = given !== undefined && given >= approvals;
  const excluded = excludedText(requirement.excluded);
  return (
    <li className={`${styles.requirement} ${met ? styles.met : ''}`}>
      <div className={styles.head}>
        <Text weight="bold">{requirement.ruleName}</Text>
        <Progress requirement={requirement} />
      </div>
      <ul className={styles.why} aria-label={`Why ${requirement.ruleName}`}>
        {requirement.why.map(reason => (
          <li key={reason}>
            <Text variant="body-small" color="secondary">
              {reason}
            </Text>
          </li>
        ))}
      </ul>
      <Text as="p" variant="body-small">
        May approve: {approversText(requirement.approvers)}.
      </Text>
      {excluded && (
        <Text as="p" variant="body-small">
          May not: {excluded}.
        </Text>
      )}
    </li>
  );
}

function Progress(props: {
  requirement: ApprovalRequirement & { given?: number };
}) {
  const { approvals, given, dependsOnPlan, ruleName } = props.requirement;
  if (given === undefined) {
    return (
      <Chip>
        {dependsOnPlan ? 'up to ' : ''}
        {approvals} needed
      </Chip>
    );
  }
  return (
    <>
      <progress
        aria-label={`Approvals for ${ruleName}`}
        value={given}
        max={approvals}
      />
      <Chip tone={given >= approvals ? 'success' : 'warning'}>
        {given} of {approvals}
      </Chip>
    </>
  );
}
