import type { ReactElement } from 'react';
import { Navigate, Route, Routes } from 'react-router-dom';
import { EmptyState } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { PageFrame, useLinks } from '../shared';
import { AccessPage } from './access/AccessPage';
import { AuditPage } from './audit/AuditPage';
import { ApprovalRulesPage } from './rules/ApprovalRulesPage';
import { EditRulePage } from './rules/EditRulePage';

/** Pages below `/governance`: who may do what, who approves, who did what. */
export function GovernanceRouter() {
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
      <Route path="access" element={framed('Access', <AccessPage />)} />
      <Route
        path="approval-rules"
        element={framed('Approval rules', <ApprovalRulesPage />)}
      />
      <Route path="approval-rules/new" element={<EditRulePage />} />
      <Route path="approval-rules/:ruleId" element={<EditRulePage />} />
      <Route path="audit" element={framed('Audit', <AuditPage />)} />
      <Route path="*" element={<EmptyState title="There is no such page" />} />
    </Routes>
  );
}

function Frame(props: { title: string; children: ReactElement }) {
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
        label: 'Governance',
        items: [
          tab('access', 'Access'),
          tab('approval-rules', 'Approval rules'),
          tab('audit', 'Audit'),
        ],
      }}
    >
      {props.children}
    </PageFrame>
  );
}
