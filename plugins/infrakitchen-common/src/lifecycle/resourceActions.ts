import type {
  ActionAvailability,
  Refusal,
  ResourceAction,
  RunKind,
} from '../api/types';
import type { ResourceFacts } from './resourceFacts';
import {
  deletable,
  emptyState,
  hasChange,
  inState,
  noActiveMove,
  noActiveRun,
  noChildren,
  noLivingChildren,
  noPendingChange,
  notAbstract,
  nothingApplying,
  nothingAtWork,
  parentsComplete,
  parentsProvisioned,
  projectEnabled,
  recreatable,
  somethingIn,
  somethingToUpdate,
  startedDestroyable,
  templateEnabled,
  unprotected,
  versionUsable,
  type Rule,
} from './resourceGuards';

/** Every action of the lifecycle, in the order in which pages show them. @public */
export const resourceActions: readonly ResourceAction[] = [
  'dry-run',
  'provision',
  'update',
  'destroy',
  'recreate',
  'delete',
  'discard-change',
  'cascade-update',
  'cascade-recreate',
  'cascade-destroy',
];

const rules: Record<ResourceAction, Rule[]> = {
  'dry-run': [
    notAbstract,
    inState('dry-run', 'provision', 'provisioned'),
    nothingApplying,
    noActiveMove,
    templateEnabled,
    versionUsable,
  ],
  provision: [
    notAbstract,
    inState('provision', 'provision'),
    noActiveRun,
    noActiveMove,
    templateEnabled,
    projectEnabled,
    versionUsable,
    parentsComplete,
    parentsProvisioned,
  ],
  update: [
    notAbstract,
    inState('update', 'provisioned'),
    noActiveRun,
    noActiveMove,
    somethingToUpdate,
    templateEnabled,
    projectEnabled,
    versionUsable,
    parentsProvisioned,
  ],
  // Whatever was disabled since: what is built must be removable.
  destroy: [
    notAbstract,
    startedDestroyable,
    noActiveRun,
    noActiveMove,
    noLivingChildren,
    unprotected,
    noPendingChange,
  ],
  recreate: [
    notAbstract,
    recreatable,
    noActiveRun,
    noActiveMove,
    templateEnabled,
    projectEnabled,
    versionUsable,
    parentsComplete,
    parentsProvisioned,
  ],
  delete: [
    deletable,
    noActiveRun,
    noActiveMove,
    noChildren,
    unprotected,
    emptyState,
  ],
  'discard-change': [hasChange, nothingAtWork],
  'cascade-update': [
    somethingIn(
      'hasUpdatable',
      'nothing_to_update',
      'and everything below it have no pending change and current inputs',
    ),
  ],
  'cascade-recreate': [
    somethingIn(
      'hasRecreatable',
      'nothing_to_recreate',
      'and everything below it are neither destroyed nor rejected',
    ),
  ],
  'cascade-destroy': [
    somethingIn(
      'hasLivingBelow',
      'nothing_below',
      'has nothing living below it; destroy or delete it alone',
    ),
    noActiveRun,
    noActiveMove,
    unprotected,
  ],
};

/**
 * What forbids to plan something that the resource is not ready for. A cascade
 * shows the plan of everything before it begins with anything, so what has to
 * be done before is not asked for.
 */
const simulations: Record<SimulatedKind, Rule[]> = {
  provision: [
    notAbstract,
    nothingApplying,
    noActiveMove,
    templateEnabled,
    versionUsable,
  ],
  update: rules['dry-run'],
  destroy: [notAbstract, nothingApplying, noActiveMove],
};

/**
 * Why an action is impossible now; empty where it is possible. The server and
 * the buttons use the same function, so they cannot disagree.
 *
 * @public
 */
export function refusalsOf(
  facts: ResourceFacts,
  action: ResourceAction,
): Refusal[] {
  return refused(rules[action], facts);
}

function refused(asked: Rule[], facts: ResourceFacts): Refusal[] {
  return asked
    .map(rule => rule(facts))
    .filter((refusal): refusal is Refusal => refusal !== undefined);
}

/** What a dry run can plan besides what is next for its resource. @public */
export type SimulatedKind = Exclude<RunKind, 'dry_run'>;

/** Why a dry run cannot plan something; empty where it can. @public */
export function simulationRefusals(
  facts: ResourceFacts,
  simulates: SimulatedKind,
): Refusal[] {
  return refused(simulations[simulates], facts);
}

/** Every action with whether it is possible and why not. @public */
export function availableActions(facts: ResourceFacts): ActionAvailability[] {
  return resourceActions.map(action => {
    const reasons = refusalsOf(facts, action);
    return { action, allowed: reasons.length === 0, reasons };
  });
}
