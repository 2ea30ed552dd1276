import type { ResourceAction } from '../api/types';
import type { ResourceFacts, SubtreeFacts } from './resourceFacts';

/** A resource that nothing but its state and status forbids anything. */
export function facts(overrides: Partial<ResourceFacts> = {}): ResourceFacts {
  return {
    id: 'r1',
    name: 'net',
    state: 'provision',
    status: 'ready',
    abstract: false,
    deletionProtection: false,
    hasPendingChange: false,
    staleInputs: false,
    template: { id: 't1', name: 'Network', enabled: true },
    version: {
      id: 'v1',
      ref: 'v1.0.0',
      enabled: true,
      lifecycle: 'active',
      analysed: true,
    },
    missingParents: [],
    parents: [
      { id: 'p1', name: 'prod', abstract: false, state: 'provisioned' },
    ],
    children: [],
    stateObjectCount: 0,
    ...overrides,
  };
}

/** Facts with which an action has no refusal, to be spoilt by a guard. */
export const possible: Record<ResourceAction, Partial<ResourceFacts>> = {
  'dry-run': { state: 'provisioned', status: 'done' },
  provision: { state: 'provision', status: 'ready' },
  update: { state: 'provisioned', status: 'done', staleInputs: true },
  destroy: { state: 'provisioned', status: 'done' },
  recreate: { state: 'destroyed', status: 'done' },
  delete: { state: 'destroyed', status: 'done' },
  'discard-change': {
    state: 'provisioned',
    status: 'done',
    hasPendingChange: true,
  },
  'cascade-update': { subtree: subtree({ hasUpdatable: true }) },
  'cascade-recreate': { subtree: subtree({ hasRecreatable: true }) },
  'cascade-destroy': { subtree: subtree({ hasLivingBelow: true }) },
};

function subtree(some: Partial<SubtreeFacts>): SubtreeFacts {
  return {
    hasLivingBelow: false,
    hasUpdatable: false,
    hasRecreatable: false,
    ...some,
  };
}
