import {
  linkTo,
  type CascadeState,
  type ConnectionKind,
  type LinkedPage,
  type RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Where a notification leads, and what it is filed under. */
export interface About {
  /** Path below the pages, with the place on the page. */
  path: string;
  /** What it is about: a later one takes the place of an earlier one. */
  about: string;
}

/** Where something is to be done or read, now that a run is in a state. */
const places: Partial<Record<RunState, LinkedPage>> = {
  awaiting_approval: 'runApproval',
  rejected: 'runApproval',
  failed: 'runError',
  needs_attention: 'runResolve',
};

/** The page of a run, at what matters in a state. */
export function aboutRun(runId: string, state: RunState): About {
  return {
    path: linkTo(places[state] ?? 'run', runId),
    about: `run:${runId}`,
  };
}

/** The page of a cascade, at what matters in a state. */
export function aboutCascade(cascadeId: string, state: CascadeState): About {
  const isDecided = state === 'awaiting_approval' || state === 'rejected';
  return {
    path: linkTo(isDecided ? 'cascadeApproval' : 'cascade', cascadeId),
    about: `cascade:${cascadeId}`,
  };
}

/** Where the parents of a resource are shown. */
export function aboutMove(resourceId: string): About {
  return {
    path: linkTo('resourceHierarchy', resourceId),
    about: `resource:${resourceId}`,
  };
}

/** Where the code of a resource is compared with what the portal wrote. */
export function aboutCode(resourceId: string): About {
  return {
    path: linkTo('resourceWorkspace', resourceId),
    about: `code:${resourceId}`,
  };
}

/** Where is told where the state of a resource is kept. */
export function aboutStorageMove(moveId: string, resourceId: string): About {
  return {
    path: linkTo('resourceState', resourceId),
    about: `storage_move:${moveId}`,
  };
}

/** Where the secrets of a connection are replaced. */
export function aboutSecrets(kind: ConnectionKind, id: string): About {
  return { path: linkTo(`${kind}Settings`, id), about: `${kind}:${id}` };
}
