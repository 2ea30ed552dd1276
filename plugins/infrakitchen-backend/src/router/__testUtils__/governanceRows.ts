import type { RowFixture } from './rowFixture';
import { nobody, type Row } from './rowTypes';

/** The operations of roles and approval rules. */
export function createGovernanceRows({
  api,
  key,
  of,
}: RowFixture): Record<string, Row> {
  const rule = () => ({
    name: key(),
    // Of no resource, so that nothing begins to wait.
    scope: { kind: 'label', label: key() },
    effect: 'require',
  });
  const grant = () => ({
    principalRef: 'user:default/known',
    role: 'read',
    scope: { kind: 'global' },
  });

  return {
    createGrant: {
      action: 'grant.given',
      valid: async () => ({ body: grant() }),
      invalid: async () => ({
        body: { ...grant(), scope: { kind: 'project', id: nobody } },
      }),
    },
    deleteGrant: {
      action: 'grant.taken',
      valid: async () => of(api.post('/grants', grant()).then(r => r.body)),
    },
    createApprovalRule: {
      action: 'approval_rule.created',
      valid: async () => ({ body: rule() }),
      invalid: async () => {
        const taken = rule();
        await api.post('/approval-rules', taken);
        return { body: taken };
      },
    },
    replaceApprovalRule: {
      action: 'approval_rule.updated',
      valid: async () => ({
        ...(await of(api.post('/approval-rules', rule()).then(r => r.body))),
        body: rule(),
      }),
      invalid: async () => ({ in: { id: nobody }, body: rule() }),
    },
    deleteApprovalRule: {
      action: 'approval_rule.deleted',
      valid: async () =>
        of(api.post('/approval-rules', rule()).then(r => r.body)),
    },
  };
}
