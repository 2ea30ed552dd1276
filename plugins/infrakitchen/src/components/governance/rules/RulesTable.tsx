import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo, useState, type ReactNode } from 'react';
import { Button, Flex, Link } from '@backstage/ui';
import type { ApprovalRule } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  ConfirmDialog,
  DataTable,
  useInfrakitchenApi,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useAction, useLinks, WriteError } from '../../shared';
import { describeRule } from './describeRule';
import { draftOf, toRuleInput } from './ruleDraft';
import { governanceTranslationRef } from '../translation';
import { useApproversText } from '../../approvals';

/** Approval rules in plain sentences, with what can be done with each. */
export function RulesTable(props: {
  label: string;
  rules: ApprovalRule[] | undefined;
  canManage: boolean;
  onChanged: () => Promise<void>;
  empty: ReactNode;
}) {
  const { t } = useTranslationRef(governanceTranslationRef);
  const approversText = useApproversText();
  const { label, rules, canManage, onChanged, empty } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const { run, pending, error } = useAction();
  const [deleting, setDeleting] = useState<ApprovalRule>();
  const columns = useMemo((): Array<DataColumn<ApprovalRule>> => {
    const toggle = (rule: ApprovalRule) =>
      run(rule.id, async () => {
        await api.replaceApprovalRule(
          rule.id,
          { ...toRuleInput(draftOf(rule)), enabled: !rule.enabled },
          { revision: rule.revision },
        );
        await onChanged();
      });
    const actions: DataColumn<ApprovalRule> = {
      id: 'actions',
      label: t('rulesTable.actions'),
      render: rule => (
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <Button
            size="small"
            variant="secondary"
            aria-label={`${
              rule.enabled ? t('rulesTable.disable') : t('rulesTable.enable')
            } ${rule.name}`}
            isPending={pending === rule.id}
            onPress={() => toggle(rule)}
          >
            {rule.enabled ? t('rulesTable.disable') : t('rulesTable.enable')}
          </Button>
          <Button
            size="small"
            variant="secondary"
            destructive
            aria-label={t('rulesTable.deleteName', { name: rule.name })}
            onPress={() => setDeleting(rule)}
          >
            {t('rulesTable.delete')}
          </Button>
        </Flex>
      ),
    };
    return [
      {
        id: 'name',
        label: t('rulesTable.rule'),
        render: rule =>
          canManage ? (
            <Link href={`${links.governance('approval-rules')}/${rule.id}`}>
              {rule.name}
            </Link>
          ) : (
            rule.name
          ),
      },
      {
        id: 'what',
        label: t('rulesTable.whatItSays'),
        render: rule =>
          describeRule(t, draftOf(rule), approversText(rule.approvers)).join(
            ' ',
          ),
      },
      {
        id: 'scope',
        label: t('rulesTable.scope'),
        render: rule => <RuleScope rule={rule} />,
      },
      {
        id: 'state',
        label: t('rulesTable.state'),
        render: rule =>
          rule.enabled ? (
            <Chip tone="success">{t('rulesTable.enabled')}</Chip>
          ) : (
            <Chip>{t('rulesTable.disabled')}</Chip>
          ),
      },
      ...(canManage ? [actions] : []),
    ];
  }, [api, canManage, links, onChanged, pending, run, t, approversText]);
  return (
    <>
      <WriteError
        error={error}
        title={t('rulesTable.theRuleWasNotChanged')}
        onReload={onChanged}
      />
      <DataTable label={label} columns={columns} items={rules} empty={empty} />
      {deleting && (
        <ConfirmDialog
          isOpen
          title={t('rulesTable.deleteTheRuleName', { name: deleting.name })}
          confirmLabel={t('rulesTable.delete')}
          destructive
          requiredText={deleting.name}
          onClose={() => setDeleting(undefined)}
          onConfirm={async () => {
            await api.deleteApprovalRule(deleting.id);
            await onChanged();
          }}
        >
          {t('rulesTable.plansThatWaitBecauseOf')}
        </ConfirmDialog>
      )}
    </>
  );
}

function RuleScope(props: { rule: ApprovalRule }) {
  const { t } = useTranslationRef(governanceTranslationRef);
  const { kind, id, name, label } = props.rule.scope;
  const links = useLinks();
  switch (kind) {
    case 'global':
      return <>{t('rulesTable.everywhere')}</>;
    case 'label':
      return (
        <>
          {t('rulesTable.label')} {label}
        </>
      );
    default: {
      const href = id && links.culprit({ kind, id });
      return (
        <>
          {kind} {href ? <Link href={href}>{name ?? id}</Link> : name}
        </>
      );
    }
  }
}
