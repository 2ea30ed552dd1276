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

/** Approval rules in plain sentences, with what can be done with each. */
export function RulesTable(props: {
  label: string;
  rules: ApprovalRule[] | undefined;
  canManage: boolean;
  onChanged: () => Promise<void>;
  empty: ReactNode;
}) {
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
      label: 'Actions',
      render: rule => (
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <Button
            size="small"
            variant="secondary"
            aria-label={`${rule.enabled ? 'Disable' : 'Enable'} ${rule.name}`}
            isPending={pending === rule.id}
            onPress={() => toggle(rule)}
          >
            {rule.enabled ? 'Disable' : 'Enable'}
          </Button>
          <Button
            size="small"
            variant="secondary"
            destructive
            aria-label={`Delete ${rule.name}`}
            onPress={() => setDeleting(rule)}
          >
            Delete
          </Button>
        </Flex>
      ),
    };
    return [
      {
        id: 'name',
        label: 'Rule',
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
        label: 'What it says',
        render: rule => describeRule(draftOf(rule)).join(' '),
      },
      {
        id: 'scope',
        label: 'Scope',
        render: rule => <RuleScope rule={rule} />,
      },
      {
        id: 'state',
        label: 'State',
        render: rule =>
          rule.enabled ? (
            <Chip tone="success">enabled</Chip>
          ) : (
            <Chip>disabled</Chip>
          ),
      },
      ...(canManage ? [actions] : []),
    ];
  }, [api, canManage, links, onChanged, pending, run]);
  return (
    <>
      <WriteError
        error={error}
        title="The rule was not changed"
        onReload={onChanged}
      />
      <DataTable label={label} columns={columns} items={rules} empty={empty} />
      {deleting && (
        <ConfirmDialog
          isOpen
          title={`Delete the rule ${deleting.name}`}
          confirmLabel="Delete"
          destructive
          requiredText={deleting.name}
          onClose={() => setDeleting(undefined)}
          onConfirm={async () => {
            await api.deleteApprovalRule(deleting.id);
            await onChanged();
          }}
        >
          Plans that wait because of it are looked at again, and may be applied.
        </ConfirmDialog>
      )}
    </>
  );
}

function RuleScope(props: { rule: ApprovalRule }) {
  const { kind, id, name, label } = props.rule.scope;
  const links = useLinks();
  switch (kind) {
    case 'global':
      return <>everywhere</>;
    case 'label':
      return <>label {label}</>;
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
