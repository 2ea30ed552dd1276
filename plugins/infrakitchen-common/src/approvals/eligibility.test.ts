import { approverRefusal, type Approver } from './eligibility';

const requirement = {
  ruleName: 'four eyes',
  approvers: {},
  excluded: [
    { ref: 'user:default/developer', why: 'requester' as const },
    { ref: 'user:default/colleague', why: 'editor' as const },
  ],
};
const approver: Approver = {
  ref: 'user:default/approver',
  principalRefs: ['user:default/approver', 'group:default/approvers'],
  role: 'admin',
};

it('takes admins of the resource where the rule names nobody', () => {
  expect(approverRefusal(requirement, approver)).toBeUndefined();
  for (const role of ['write', 'read', undefined] as const) {
    expect(approverRefusal(requirement, { ...approver, role })).toMatchObject({
      code: 'not_an_approver',
      message: expect.stringContaining("'four eyes'"),
    });
  }
});

it('takes the users, groups and roles that the rule names', () => {
  const named = (approvers: object, role?: Approver['role']) =>
    approverRefusal({ ...requirement, approvers }, { ...approver, role });
  expect(named({ refs: ['group:default/approvers'] })).toBeUndefined();
  expect(named({ refs: ['user:default/approver'] })).toBeUndefined();
  expect(named({ refs: ['group:default/security'] }, 'admin')).toMatchObject({
    code: 'not_an_approver',
  });
  expect(named({ roles: ['write'] }, 'admin')).toBeUndefined();
  expect(named({ roles: ['write'] }, 'read')).toBeDefined();
  expect(
    named({ refs: ['group:default/security'], roles: ['read'] }, 'read'),
  ).toBeUndefined();
});

it('refuses those who asked for it or wrote it, whoever they are', () => {
  expect(
    approverRefusal(requirement, {
      ...approver,
      ref: 'user:default/developer',
    }),
  ).toMatchObject({ code: 'own_request' });
  expect(
    approverRefusal(requirement, {
      ...approver,
      ref: 'user:default/colleague',
    }),
  ).toMatchObject({ code: 'own_change' });
});
