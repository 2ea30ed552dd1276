import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Flex, Text } from '@backstage/ui';
import {
  ApiErrorPanel,
  EmptyState,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useCallerAccess, useLinks, useListParams } from '../../shared';
import { RulesTable } from './RulesTable';
import { governanceTranslationRef } from '../translation';

/** All approval rules. */
export function ApprovalRulesPage() {
  const { t } = useTranslationRef(governanceTranslationRef);
  const api = useInfrakitchenApi();
  const links = useLinks();
  const access = useCallerAccess();
  const params = useListParams();
  const list = usePagedList({
    load: (cursor, signal) => api.listApprovalRules({ cursor }, { signal }),
    queryKey: 'rules',
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  const canManage = access?.canManageApprovalRules === true;
  const create = (
    <ButtonLink
      variant="primary"
      href={`${links.governance('approval-rules')}/new`}
    >
      {t('approvalRulesPage.createRule')}
    </ButtonLink>
  );
  return (
    <Flex direction="column" gap="4">
      <Flex
        gap="3"
        justify="between"
        align="center"
        style={{ flexWrap: 'wrap' }}
      >
        <Text as="p" color="secondary">
          {t('approvalRulesPage.withoutARuleEveryPlan')}
        </Text>
        {canManage && create}
      </Flex>
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('approvalRulesPage.theApprovalRulesCannotBe')}
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <RulesTable
          label={t('approvalRulesPage.approvalRules')}
          rules={list.items}
          canManage={canManage}
          onChanged={list.reload}
          empty={
            <EmptyState
              title={t('approvalRulesPage.noApprovalRules')}
              description={t('approvalRulesPage.everyPlanIsAppliedAt')}
              action={canManage ? create : undefined}
            />
          }
        />
      )}
      <PageControls list={list} />
    </Flex>
  );
}
