import { ButtonLink, Flex } from '@backstage/ui';
import {
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { RolesSection } from '../access';
import { RulesTable } from '../governance';
import { Loaded, Section, useCallerAccess, useLinks } from '../shared';
import type { ProjectTabProps } from './ProjectPage';

/** Who has a role in the project, and which approvals it asks for. */
export function ProjectGovernance(props: ProjectTabProps) {
  const { project } = props;
  return (
    <Flex direction="column" gap="4">
      <RolesSection
        title="Roles in the project"
        scope={{ kind: 'project', id: project.id, name: project.name }}
        role={project.role}
        hint="Owners are admins of the project; roles that hold everywhere hold here, too."
      />
      <ProjectRules {...props} />
    </Flex>
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
