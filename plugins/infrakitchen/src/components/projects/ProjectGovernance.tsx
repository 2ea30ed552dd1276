import { useCallback, useState } from 'react';
import { Button, ButtonLink, Flex } from '@backstage/ui';
import {
  ApiErrorPanel,
  EmptyState,
  PageControls,
  useAsyncData,
  useInfrakitchenApi,
  usePagedList,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { GiveRoleDialog, GrantsTable } from '../access';
import { RulesTable } from '../governance';
import { Loaded, Section, useCallerAccess, useLinks } from '../shared';
import type { ProjectTabProps } from './ProjectPage';

/** Who has a role in the project, and which approvals it asks for. */
export function ProjectGovernance(props: ProjectTabProps) {
  return (
    <Flex direction="column" gap="4">
      <ProjectRoles {...props} />
      <ProjectRules {...props} />
    </Flex>
  );
}

function ProjectRoles(props: ProjectTabProps) {
  const { project } = props;
  const api = useInfrakitchenApi();
  const [giving, setGiving] = useState(false);
  const [cursors, setCursors] = useState<string[]>([]);
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listGrants(
        {
          filter: ['scopeKind=project', `scopeId=${project.id}`],
          cursor,
        },
        { signal },
      ),
    queryKey: project.id,
    cursors,
    onCursorsChange: setCursors,
  });
  const isAdmin = project.role === 'admin';
  const canRemove = useCallback(() => isAdmin, [isAdmin]);
  return (
    <Section
      title="Roles in the project"
      actions={
        isAdmin && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setGiving(true)}
          >
            Give a role
          </Button>
        )
      }
    >
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title="The roles cannot be loaded"
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <GrantsTable
          label="Roles in the project"
          grants={list.items}
          canRemove={canRemove}
          onRemoved={list.reload}
          empty={
            <EmptyState
              title="No roles of its own"
              description="Owners are admins of the project; roles that hold everywhere hold here, too."
            />
          }
        />
      )}
      <PageControls list={list} />
      {giving && (
        <GiveRoleDialog
          scope={{ kind: 'project', id: project.id, name: project.name }}
          onClose={() => setGiving(false)}
          onGiven={list.reload}
        />
      )}
    </Section>
  );
}

function ProjectRules(props: ProjectTabProps) {
  const { project } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const access = useCallerAccess();
  const canManage = access?.canManageApprovalRules === true;
  const data = useAsyncData(
    signal =>
      api.listApprovalRules(
        {
          filter: ['scopeKind=project', `scopeId=${project.id}`],
          limit: 200,
        },
        { signal },
      ),
    [api, project.id],
  );
  return (
    <Section
      title="Approval rules of the project"
      actions={
        canManage && (
          <ButtonLink
            size="small"
            variant="secondary"
            href={`${links.governance('approval-rules')}/new?project=${
              project.id
            }`}
          >
            Create rule
          </ButtonLink>
        )
      }
    >
      <Loaded data={data} errorTitle="The approval rules cannot be loaded">
        {({ items }) => (
          <RulesTable
            label="Approval rules of the project"
            rules={items}
            canManage={canManage}
            onChanged={data.reload}
            empty={
              <EmptyState
                title="No rules of its own"
                description="Rules that hold everywhere hold here, too."
              />
            }
          />
        )}
      </Loaded>
    </Section>
  );
}
