import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** What the start page of an administrator shows where all is well. */
export function anOverview(over: Partial<Overview> = {}): Overview {
  return {
    templates: 3,
    resources: [],
    runs: { active: 0, failedLastDay: 0 },
    engine: { available: true },
    attention: [],
    cascadeAttention: [],
    recentRuns: [],
    myRuns: [],
    waiting: { items: [] },
    staleInputs: 0,
    drifted: 0,
    deprecated: 0,
    access: {
      userRef: 'user:default/guest',
      globalRole: 'admin',
      canCreateProjects: true,
      canReadAudit: true,
    },
    activity: [],
    setup: [
      { id: 'connect', done: true },
      { id: 'import', done: true },
      { id: 'arrange', done: true },
      { id: 'create', done: true },
      { id: 'provision', done: true },
    ],
    ...over,
  };
}
