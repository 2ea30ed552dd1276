import type {
  ResourceAction,
  ResourceState,
  ResourceStatus,
} from '../api/types';
import {
  availableActions,
  refusalsOf,
  resourceActions,
} from './resourceActions';
import type { ResourceFacts } from './resourceFacts';
import { facts, possible } from './testFixtures';

const states: ResourceState[] = [
  'provision',
  'provisioned',
  'destroy',
  'destroyed',
];
const statuses: ResourceStatus[] = [
  'ready',
  'queued',
  'in_progress',
  'approval_pending',
  'done',
  'rejected',
  'error',
  'unknown',
];

const codes = (given: ResourceFacts, action: ResourceAction) =>
  refusalsOf(given, action).map(refusal => refusal.code);

/** Codes by state, or by state and status where the status matters. */
const byState: Record<ResourceAction, Record<string, string>> = {
  'dry-run': {
    provision: '',
    provisioned: '',
    destroy: 'wrong_state',
    destroyed: 'wrong_state',
  },
  provision: {
    provision: '',
    provisioned: 'wrong_state',
    destroy: 'wrong_state',
    destroyed: 'wrong_state',
  },
  update: {
    provision: 'wrong_state nothing_to_update',
    'provision/error': 'wrong_state',
    provisioned: 'nothing_to_update',
    'provisioned/error': '',
    destroy: 'wrong_state nothing_to_update',
    'destroy/error': 'wrong_state',
    destroyed: 'wrong_state nothing_to_update',
    'destroyed/error': 'wrong_state',
  },
  destroy: {
    provision: 'wrong_state',
    provisioned: '',
    destroy: '',
    destroyed: 'wrong_state',
  },
  recreate: {
    provision: 'wrong_state',
    'provision/rejected': '',
    provisioned: 'wrong_state',
    destroy: 'wrong_state',
    destroyed: '',
  },
  delete: {
    provision: '',
    provisioned: 'wrong_state',
    destroy: 'wrong_state',
    destroyed: '',
  },
  'discard-change': {
    provision: 'nothing_pending',
    provisioned: 'nothing_pending',
    destroy: 'nothing_pending',
    destroyed: 'nothing_pending',
  },
  'cascade-update': always('nothing_to_update'),
  'cascade-recreate': always('nothing_to_recreate'),
  'cascade-destroy': always('nothing_below'),
};

function always(code: string): Record<string, string> {
  return Object.fromEntries(states.map(state => [state, code]));
}

const matrix = resourceActions.flatMap(action =>
  states.flatMap(state =>
    statuses.map(
      status =>
        [
          action,
          state,
          status,
          byState[action][`${state}/${status}`] ?? byState[action][state],
        ] as const,
    ),
  ),
);

it.each(matrix)('%s of %s/%s: %p', (action, state, status, expected) => {
  expect(codes(facts({ state, status }), action).join(' ')).toBe(expected);
});

describe('the rest', () => {
  it.each(resourceActions)('says that %s is possible', action => {
    expect(
      availableActions(facts(possible[action])).find(
        found => found.action === action,
      ),
    ).toEqual({ action, allowed: true, reasons: [] });
  });

  it('lists every action once', () => {
    const all = availableActions(facts());
    expect(all.map(({ action }) => action)).toEqual(resourceActions);
    expect(new Set(resourceActions).size).toBe(resourceActions.length);
    for (const { allowed, reasons } of all) {
      expect(allowed).toBe(reasons.length === 0);
    }
  });

  it.each<[string, Partial<ResourceFacts>, ResourceAction, string]>([
    [
      'destroys what failed halfway',
      { state: 'provision', status: 'error', stateObjectCount: 1 },
      'destroy',
      '',
    ],
    [
      'does not destroy what failed before it built anything',
      { state: 'provision', status: 'error' },
      'destroy',
      'wrong_state',
    ],
    [
      'destroys with a disabled template and without a version',
      {
        ...possible.destroy,
        template: { id: 't1', name: 'Network', enabled: false },
        version: undefined,
      },
      'destroy',
      '',
    ],
    [
      'destroys though a parent is gone',
      {
        ...possible.destroy,
        parents: [
          { id: 'p1', name: 'prod', abstract: false, state: 'destroyed' },
        ],
      },
      'destroy',
      '',
    ],
    [
      'takes an abstract parent in any state but destroyed',
      {
        parents: [{ id: 'p', name: 'eu', abstract: true, state: 'provision' }],
      },
      'provision',
      '',
    ],
    [
      'refuses a destroyed abstract parent',
      {
        parents: [{ id: 'p', name: 'eu', abstract: true, state: 'destroyed' }],
      },
      'provision',
      'parent_not_provisioned',
    ],
    [
      'deletes what is abstract in any state',
      { abstract: true, state: 'provisioned', status: 'done' },
      'delete',
      '',
    ],
    [
      'plans a dry run beside a run that plans',
      {
        ...possible['dry-run'],
        activeRun: { id: 'run1', kind: 'update', state: 'planning' },
      },
      'dry-run',
      '',
    ],
    [
      'updates with a pending change',
      { state: 'provisioned', status: 'done', hasPendingChange: true },
      'update',
      '',
    ],
    [
      'updates with secrets that may hold other values elsewhere',
      { state: 'provisioned', status: 'done', hasForeignSecrets: true },
      'update',
      '',
    ],
  ])('%s', (_, given, action, expected) => {
    expect(codes(facts(given), action).join(' ')).toBe(expected);
  });

  it('tells all reasons at once, the state first', () => {
    const given = facts({
      state: 'provisioned',
      abstract: false,
      deletionProtection: true,
      stateObjectCount: 2,
      children: [{ id: 'c', name: 'app', state: 'provisioned' }],
    });
    expect(codes(given, 'delete')).toEqual([
      'wrong_state',
      'has_children',
      'deletion_protected',
      'state_not_empty',
    ]);
  });

  it('names living children where it destroys, and all where it deletes', () => {
    const children = [
      { id: 'c1', name: 'app', state: 'provision' as const },
      { id: 'c2', name: 'old', state: 'destroyed' as const },
    ];
    const app = { kind: 'resource', id: 'c1', name: 'app' };
    const old = { kind: 'resource', id: 'c2', name: 'old' };
    expect(
      refusalsOf(facts({ ...possible.destroy, children }), 'destroy'),
    ).toMatchObject([{ code: 'has_living_children', culprits: [app] }]);
    expect(
      refusalsOf(facts({ ...possible.delete, children }), 'delete'),
    ).toMatchObject([{ code: 'has_children', culprits: [app, old] }]);
  });

  it('names a handful of children and counts the rest', () => {
    const children = Array.from({ length: 8 }, (_, i) => ({
      id: `c${i}`,
      name: `child${i}`,
      state: 'provisioned' as const,
    }));
    const [refusal] = refusalsOf(
      facts({ ...possible.destroy, children }),
      'destroy',
    );
    expect(refusal.message).toContain("'child4' and 3 more");
    expect(refusal.culprits).toHaveLength(8);
  });

  it('says in words which state is the wrong one, and which would be right', () => {
    const messageOf = (action: ResourceAction, state: ResourceState) =>
      refusalsOf(facts({ state, status: 'done' }), action)[0].message;
    expect(messageOf('update', 'provision')).toBe(
      "'net' is not provisioned yet. Only what is provisioned can be updated",
    );
    expect(messageOf('provision', 'provisioned')).toBe(
      "'net' is provisioned. Only what is not provisioned yet can be provisioned",
    );
    expect(messageOf('dry-run', 'destroyed')).toContain('recreate it first');
    expect(messageOf('delete', 'destroy')).toContain('has to be destroyed');
  });

  it('asks to resolve a run that needs attention', () => {
    const [refusal] = refusalsOf(
      facts({
        activeRun: { id: 'run1', kind: 'update', state: 'needs_attention' },
      }),
      'provision',
    );
    expect(refusal.message).toContain('resolve it');
  });
});
