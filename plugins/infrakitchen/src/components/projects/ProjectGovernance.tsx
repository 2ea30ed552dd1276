import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { projectsTranslationRef } from './translation';

/** Who has a role in the project, and which approvals it asks for. */
export function ProjectGovernance(props: ProjectTabProps) {
  const { t } = useTranslationRef(projectsTranslationRef);
  const { project } = props;
  return (
    <Flex direction="column" gap="4">
      <RolesSection
        title={t('projectGovernance.rolesInTheProject')}
        scope={{ kind: 'project', id: project.id, name: project.name }}
        role={project.role}
        hint={t('projectGovernance.ownersAreAdminsOfThe')}
      />
      <ProjectRules {...props} />
    </Flex>
  );
}

function ProjectRules(props: ProjectTabProps) {
  const { t } = useTranslationRef(projectsTranslationRef);
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
      title={t('projectGovernance.approvalRulesOfTheProject')}
      actions={
        canManage && (
          <ButtonLink
            size="small"
            variant="secondary"
            href={`${links.governance('approval-rules')}/new?project=${
              project.id
            }`}
          >
            {t('projectGovernance.createRule')}
          </ButtonLink>
        )
      }
    >
      <Loaded
        data={data}
        errorTitle={t('projectGovernance.theApprovalRulesCannotBe')}
      >
        {({ items }) => (
          <RulesTable
            label={t('projectGovernance.approvalRulesOfTheProject')}
            rules={items}
            canManage={canManage}
            onChanged={data.reload}
            empty={
              <EmptyState
                title={t('projectGovernance.noRulesOfItsOwn')}
                description={t('projectGovernance.rulesThatHoldEverywhereHold')}
              />
            }
          />
        )}
      </Loaded>
    </Section>
  );
}
