import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ReactElement } from 'react';
import { Navigate, Route, Routes } from 'react-router-dom';
import { NotFoundPage, PageFrame, Permitted, useLinks } from '../shared';
import { AccessPage } from './access/AccessPage';
import { AuditPage } from './audit/AuditPage';
import { ApprovalRulesPage } from './rules/ApprovalRulesPage';
import { EditRulePage } from './rules/EditRulePage';
import { governanceTranslationRef } from './translation';

/** Pages below `/governance`: who may do what, who approves, who did what. */
export function GovernanceRouter() {
  const { t } = useTranslationRef(governanceTranslationRef);
  const links = useLinks();
  const framed = (title: string, page: ReactElement) => (
    <Frame title={title}>{page}</Frame>
  );
  return (
    <Routes>
      <Route
        index
        element={<Navigate to={links.governance('access')} replace />}
      />
      <Route
        path="access"
        element={framed(t('governanceRouter.access'), <AccessPage />)}
      />
      <Route
        path="approval-rules"
        element={framed(
          t('governanceRouter.approvalRules'),
          <ApprovalRulesPage />,
        )}
      />
      <Route
        path="approval-rules/new"
        element={
          <Permitted may={access => access.canManageApprovalRules}>
            <EditRulePage />
          </Permitted>
        }
      />
      <Route path="approval-rules/:ruleId" element={<EditRulePage />} />
      <Route
        path="audit"
        element={framed(t('governanceRouter.audit'), <AuditPage />)}
      />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}

function Frame(props: { title: string; children: ReactElement }) {
  const { t } = useTranslationRef(governanceTranslationRef);
  const links = useLinks();
  const tab = (id: 'access' | 'approval-rules' | 'audit', label: string) => ({
    id,
    label,
    href: links.governance(id),
  });
  return (
    <PageFrame
      title={props.title}
      tabs={{
        label: t('governanceRouter.governance'),
        items: [
          tab('access', t('governanceRouter.access')),
          tab('approval-rules', t('governanceRouter.approvalRules')),
          tab('audit', t('governanceRouter.audit')),
        ],
      }}
    >
      {props.children}
    </PageFrame>
  );
}
