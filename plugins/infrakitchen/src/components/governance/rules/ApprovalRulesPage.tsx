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

/** All approval rules. */
export function ApprovalRulesPage() {
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
      Create rule
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
          Without a rule every plan is applied at once. All rules that apply to
          a plan have to be met.
        </Text>
        {canManage && create}
      </Flex>
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title="The approval rules cannot be loaded"
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <RulesTable
          label="Approval rules"
          rules={list.items}
          canManage={canManage}
          onChanged={list.reload}
          empty={
            <EmptyState
              title="No approval rules"
              description="Every plan is applied at once."
              action={canManage ? create : undefined}
            />
          }
        />
      )}
      <PageControls list={list} />
    </Flex>
  );
}
