import type { ApprovalRule, ChangeAction } from '../api/types';
import {
  applicableRules,
  approvalRequirements,
  outlinePlan,
  type ApprovalFacts,
  type ApprovedPlan,
} from './requirements';

const facts: ApprovalFacts = {
  kind: 'update',
  templateId: 't1',
  projectId: 'p1',
  labels: ['prod'],
  requestedBy: 'user:default/developer',
  editors: ['user:default/developer', 'user:default/colleague'],
  changesMetadata: false,
};

function rule(overrides: Partial<ApprovalRule> = {}): ApprovalRule {
  return {
    id: overrides.name ?? 'r1',
    name: 'r1',
    enabled: true,
    scope: { kind: 'global' },
    effect: 'require',
    approvals: 1,
    destructiveApprovals: 0,
    allowAdditions: false,
    approvers: {},
    allowRequester: false,
    allowEditors: false,
    expiresAfterHours: 72,
    revision: 1,
    createdBy: 'user:default/platform',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    ...overrides,
  };
}

function plan(...actions: ChangeAction[]): ApprovedPlan {
  const count = (action: ChangeAction) =>
    actions.filter(found => found === action).length;
  return {
    summary: {
      create: count('create'),
      update: count('update'),
      delete: count('delete'),
      replace: count('replace'),
      read: count('read'),
      outputs: 0,
    },
    changes: actions.map((action, index) => ({
      address: `thing.n${index}`,
      mode: 'managed',
      type: 'thing',
      name: `n${index}`,
      action,
      attributes: [],
    })),
    outputChanges: [],
  };
}

const namesOf = (rules: ApprovalRule[], other: Partial<ApprovalFacts> = {}) =>
  applicableRules(rules, { ...facts, ...other }).map(({ name }) => name);

describe('applicableRules', () => {
  const everywhere = rule({ name: 'everywhere' });
  const inProject = rule({
    name: 'in project',
    scope: { kind: 'project', id: 'p1' },
  });
  const forTemplate = rule({
    name: 'for template',
    scope: { kind: 'template', id: 't1' },
  });
  const forLabel = rule({
    name: 'for label',
    scope: { kind: 'label', label: 'prod' },
  });
  const all = [everywhere, inProject, forTemplate, forLabel];

  it('adds up what is asked for at every scope', () => {
    expect(namesOf(all)).toEqual(all.map(({ name }) => name));
    expect(
      namesOf(all, { projectId: undefined, templateId: 't2', labels: [] }),
    ).toEqual(['everywhere']);
  });

  it('leaves out what is disabled or about other runs', () => {
    expect(
      namesOf([
        rule({ name: 'off', enabled: false }),
        rule({ name: 'destroys', kinds: ['destroy'] }),
        rule({ name: 'updates', kinds: ['update', 'provision'] }),
      ]),
    ).toEqual(['updates']);
  });

  it.each<[ApprovalRule['scope'], string[]]>([
    [
      { kind: 'global' },
      ['everywhere', 'in project', 'for template', 'for label'],
    ],
    [
      { kind: 'project', id: 'p1' },
      ['in project', 'for template', 'for label'],
    ],
    [{ kind: 'template', id: 't1' }, ['for template', 'for label']],
    // Whoever may write a label could switch approval off with it.
    [
      { kind: 'label', label: 'prod' },
      ['everywhere', 'in project', 'for template', 'for label'],
    ],
    [
      { kind: 'project', id: 'p2' },
      ['everywhere', 'in project', 'for template', 'for label'],
    ],
  ])('an exemption for %j leaves %j', (scope, left) => {
    const exempt = rule({ name: 'exempt', effect: 'exempt', scope });
    expect(namesOf([...all, exempt])).toEqual(left);
    expect(namesOf([...all, { ...exempt, enabled: false }])).toHaveLength(4);
  });
});

describe('approvalRequirements', () => {
  const needed = (
    rules: ApprovalRule[],
    made?: ApprovedPlan,
    other: Partial<ApprovalFacts> = {},
  ) => approvalRequirements(rules, { ...facts, ...other }, made);

  it('asks nobody about what changes nothing', () => {
    expect(needed([rule()], plan())).toEqual([]);
    expect(needed([rule()], plan('read', 'no-op'))).toEqual([]);
    expect(needed([rule()], plan('update'), { kind: 'dry_run' })).toEqual([]);
  });

  it('asks about metadata that is not free, whatever the plan', () => {
    expect(needed([rule()], plan(), { changesMetadata: true })).toHaveLength(1);
    expect(
      needed([rule({ allowAdditions: true })], plan('create'), {
        changesMetadata: true,
      }),
    ).toHaveLength(1);
  });

  it('lets pass what only adds, where a rule allows it', () => {
    const additions = [rule({ allowAdditions: true })];
    expect(needed(additions, plan('create', 'read'))).toEqual([]);
    for (const action of ['update', 'delete', 'replace'] as const) {
      expect(needed(additions, plan('create', action))).toHaveLength(1);
    }
    const moved = plan('no-op');
    moved.changes[0].previousAddress = 'thing.old';
    expect(needed(additions, moved)).toHaveLength(1);
    expect(
      needed(additions, {
        ...plan('create'),
        outputChanges: [{ action: 'update' }],
      }),
    ).toHaveLength(1);
  });

  it('asks more people about what destroys or replaces', () => {
    const rules = [rule({ approvals: 1, destructiveApprovals: 2 })];
    expect(needed(rules, plan('update'))[0].approvals).toBe(1);
    expect(needed(rules, plan('delete'))[0].approvals).toBe(3);
    expect(needed(rules, plan('replace'))[0]).toMatchObject({
      approvals: 3,
      why: [
        'It holds for every resource',
        'The plan: 1 to replace',
        '2 more because the plan destroys or replaces objects',
      ],
    });
  });

  it('excludes requester and editors unless the rule allows them', () => {
    const refs = (overrides: Partial<ApprovalRule>) =>
      needed([rule(overrides)], plan('update'))[0].excluded;
    expect(refs({})).toEqual([
      { ref: 'user:default/developer', why: 'requester' },
      { ref: 'user:default/colleague', why: 'editor' },
    ]);
    expect(refs({ allowEditors: true })).toEqual([
      { ref: 'user:default/developer', why: 'requester' },
    ]);
    // Who asks for it and wrote it is still its editor.
    expect(refs({ allowRequester: true })).toEqual([
      { ref: 'user:default/developer', why: 'editor' },
      { ref: 'user:default/colleague', why: 'editor' },
    ]);
    expect(refs({ allowRequester: true, allowEditors: true })).toEqual([]);
  });

  it('expects the worst before there is a plan, and says so', () => {
    expect(
      needed([rule({ destructiveApprovals: 1, allowAdditions: true })]),
    ).toMatchObject([
      {
        approvals: 2,
        dependsOnPlan: true,
        why: [
          'It holds for every resource',
          '1 more if the plan destroys or replaces objects',
          'None if the plan only adds objects',
        ],
      },
    ]);
  });

  it('makes one requirement of every rule', () => {
    const rules = [
      rule({ name: 'a', expiresAfterHours: 1 }),
      rule({
        name: 'b',
        scope: { kind: 'template', id: 't1', name: 'Network' },
        approvers: { refs: ['group:default/security'] },
      }),
    ];
    expect(needed(rules, plan('create'))).toMatchObject([
      { ruleName: 'a', expiresAfterHours: 1 },
      {
        ruleName: 'b',
        approvers: { refs: ['group:default/security'] },
        why: expect.arrayContaining(["It holds for the template 'Network'"]),
      },
    ]);
  });
});

describe('outlinePlan', () => {
  const rules = [
    rule({ name: 'a', allowAdditions: true }),
    rule({ name: 'b', destructiveApprovals: 2 }),
  ];

  it.each<ChangeAction[][]>([
    [['create', 'create', 'read']],
    [['create', 'update', 'delete', 'replace', 'delete']],
    [['no-op']],
    [[]],
  ])('asks for the same as the plan with %p', actions => {
    const whole = plan(...actions);
    const outline = outlinePlan(whole);
    expect(approvalRequirements(rules, facts, outline)).toEqual(
      approvalRequirements(rules, facts, whole),
    );
    expect(outline.changes.length).toBe(new Set(actions).size);
  });

  it('keeps moves and outputs', () => {
    const moved = plan('no-op', 'no-op');
    moved.changes[1].previousAddress = 'thing.old';
    moved.outputChanges = [{ action: 'update' }, { action: 'update' }];
    expect(outlinePlan(moved)).toMatchObject({
      changes: [{ action: 'no-op' }, { action: 'no-op', previousAddress: '' }],
      outputChanges: [{ action: 'update' }],
    });
  });
});
