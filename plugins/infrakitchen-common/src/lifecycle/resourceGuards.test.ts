import type { ResourceAction, RunState } from '../api/types';
import { refusalsOf, resourceActions } from './resourceActions';
import type { ResourceFacts } from './resourceFacts';
import { facts, possible } from './testFixtures';

const self = { kind: 'resource', id: 'r1', name: 'net' };
const version = facts().version!;
const activeRun = (state: RunState) => ({
  activeRun: { id: 'run1', kind: 'update' as const, state },
});

const guards: [
  string,
  Partial<ResourceFacts>,
  string,
  object[],
  ResourceAction[],
][] = [
  [
    'abstract',
    { abstract: true },
    'abstract_resource',
    [self],
    ['dry-run', 'provision', 'update', 'destroy', 'recreate'],
  ],
  [
    'template disabled',
    { template: { id: 't1', name: 'Network', enabled: false } },
    'template_disabled',
    [{ kind: 'template', id: 't1', name: 'Network' }],
    ['dry-run', 'provision', 'update', 'recreate'],
  ],
  [
    'project disabled',
    { project: { id: 'j1', name: 'Shop', enabled: false } },
    'project_disabled',
    [{ kind: 'project', id: 'j1', name: 'Shop' }],
    ['provision', 'update', 'recreate'],
  ],
  [
    'without version',
    { version: undefined },
    'version_missing',
    [self],
    ['dry-run', 'provision', 'update', 'recreate'],
  ],
  [
    'version disabled',
    { version: { ...version, enabled: false } },
    'version_unusable',
    [{ kind: 'version', id: 'v1', name: 'v1.0.0' }],
    ['dry-run', 'provision', 'update', 'recreate'],
  ],
  [
    'version not analysed',
    { version: { ...version, analysed: false } },
    'version_unusable',
    [{ kind: 'version', id: 'v1', name: 'v1.0.0' }],
    ['dry-run', 'provision', 'update', 'recreate'],
  ],
  [
    'a parent that is not provisioned',
    {
      parents: [
        { id: 'p1', name: 'ok', abstract: false, state: 'provisioned' },
        { id: 'p2', name: 'late', abstract: false, state: 'provision' },
        { id: 'p3', name: 'going', abstract: false, state: 'destroy' },
      ],
    },
    'parent_not_provisioned',
    [
      { kind: 'resource', id: 'p2', name: 'late' },
      { kind: 'resource', id: 'p3', name: 'going' },
    ],
    ['provision', 'update', 'recreate'],
  ],
  [
    'a parent that is missing',
    { missingParents: [{ id: 't9', name: 'Region' }] },
    'parent_missing',
    [{ kind: 'template', id: 't9', name: 'Region' }],
    ['provision', 'recreate'],
  ],
  [
    'a destroyed child',
    { children: [{ id: 'c2', name: 'old', state: 'destroyed' }] },
    'has_children',
    [{ kind: 'resource', id: 'c2', name: 'old' }],
    ['delete'],
  ],
  [
    'protected',
    { deletionProtection: true },
    'deletion_protected',
    [self],
    ['destroy', 'delete', 'cascade-destroy'],
  ],
  [
    'objects in state',
    { stateObjectCount: 3 },
    'state_not_empty',
    [self],
    ['delete'],
  ],
  [
    'a pending change',
    { hasPendingChange: true },
    'pending_change',
    [self],
    ['destroy'],
  ],
  [
    'a run that plans',
    activeRun('planning'),
    'run_active',
    [{ kind: 'run', id: 'run1' }],
    [
      'provision',
      'update',
      'destroy',
      'recreate',
      'delete',
      'discard-change',
      'cascade-destroy',
    ],
  ],
  [
    'a run that waits for approval',
    activeRun('awaiting_approval'),
    'run_active',
    [{ kind: 'run', id: 'run1' }],
    // Discarding the change ends the run that waits with it.
    ['provision', 'update', 'destroy', 'recreate', 'delete', 'cascade-destroy'],
  ],
  ...(
    [
      'applying',
      'verifying',
      'unknown',
      'reconciling',
      'needs_attention',
    ] as const
  ).map((state): (typeof guards)[number] => [
    `a run that is ${state}`,
    activeRun(state),
    'run_active',
    [{ kind: 'run', id: 'run1' }],
    // What is below can be seen to meanwhile.
    resourceActions.filter(
      action => !['cascade-update', 'cascade-recreate'].includes(action),
    ),
  ]),
];

describe.each(guards)('%s', (_, spoilt, code, culprits, refused) => {
  it.each(resourceActions)('%s', action => {
    const message = expect.any(String);
    const expected = refused.includes(action)
      ? [{ code, message, culprits }]
      : [];
    expect(
      refusalsOf(facts({ ...possible[action], ...spoilt }), action),
    ).toEqual(expected);
  });
});

it.each<ResourceAction>([
  'dry-run',
  'provision',
  'update',
  'destroy',
  'recreate',
  'delete',
  'cascade-destroy',
])('%s waits until the state has been moved', action => {
  const refusals = refusalsOf(
    { ...facts(), activeMove: { to: { name: 'Bucket' } } },
    action,
  );
  expect(refusals).toContainEqual({
    code: 'storage_moving',
    message:
      "The state of 'net' is being moved to the storage 'Bucket'; wait until that is done",
    culprits: [self],
  });
});
