import type {
  ActionAvailability,
  Culprit,
  Refusal,
  ResourceAction,
  ResourceState,
  ResourceStatus,
  RunKind,
  RunState,
  VersionLifecycle,
} from '../api/types';
import { mayHaveChanged } from './runStates';

/** What the rules of the lifecycle look at. @public */
export interface ResourceFacts {
  id: string;
  name: string;
  state: ResourceState;
  status: ResourceStatus;
  abstract: boolean;
  deletionProtection: boolean;
  hasPendingChange: boolean;
  staleInputs: boolean;
  /**
   * Whether it has secrets that are kept elsewhere: nobody tells here that one
   * of them holds another value now.
   */
  hasForeignSecrets?: boolean;
  template: { id: string; name: string; enabled: boolean };
  /** Absent where the resource is in none. */
  project?: { id: string; name: string; enabled: boolean };
  /** The version that the next run would use; absent for abstract resources. */
  version?: {
    id: string;
    ref: string;
    enabled: boolean;
    lifecycle: VersionLifecycle;
    analysed: boolean;
  };
  parents: {
    id: string;
    name: string;
    abstract: boolean;
    state: ResourceState;
  }[];
  /** Parent templates that it has no parent of any more. */
  missingParents: { id: string; name: string }[];
  /** Children in any state, at most a handful for the message. */
  children: { id: string; name: string; state: ResourceState }[];
  /** Objects in the newest state; 0 where nothing was ever stored. */
  stateObjectCount: number;
  activeRun?: { id: string; kind: RunKind; state: RunState };
  /** Only where cascades are asked about; nothing is below where absent. */
  subtree?: SubtreeFacts;
}

/** What a cascade could reach: the resource itself and everything below. @public */
export interface SubtreeFacts {
  /** Whether anything below is not destroyed. */
  hasLivingBelow: boolean;
  /** Whether anything has a pending change or stale inputs. */
  hasUpdatable: boolean;
  /** Whether anything was destroyed or rejected. */
  hasRecreatable: boolean;
}

type Rule = (facts: ResourceFacts) => Refusal | undefined;

/** Actions that are about a resource and everything below it. @public */
export type CascadeAction = Extract<ResourceAction, `cascade-${string}`>;

type StatefulAction = Exclude<ResourceAction, 'discard-change' | CascadeAction>;

const stateTexts: Record<ResourceState, string> = {
  provision: 'not provisioned yet',
  provisioned: 'provisioned',
  destroy: 'on its way to be destroyed',
  destroyed: 'destroyed',
};

/** In which states an action is possible, said where the present one is not. */
const onlyWhen: Record<StatefulAction, string> = {
  'dry-run': 'What is destroyed cannot be planned; recreate it first',
  provision: 'Only what is not provisioned yet can be provisioned',
  update: 'Only what is provisioned can be updated',
  destroy:
    'Only what is provisioned, or partly built by a failed run, can be destroyed',
  recreate: 'Only what was destroyed or rejected can be recreated',
  delete: 'What is provisioned has to be destroyed before it is deleted',
};

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

const notAbstract: Rule = facts =>
  facts.abstract
    ? refuse(
        'abstract_resource',
        `'${facts.name}' is abstract: it has nothing to run`,
        resource(facts),
      )
    : undefined;

const noActiveRun: Rule = facts => {
  const run = facts.activeRun;
  if (!run) {
    return undefined;
  }
  const message =
    run.state === 'needs_attention'
      ? `A ${run.kind} run of '${facts.name}' needs attention; resolve it first`
      : `A ${run.kind} run of '${facts.name}' is ${run.state}; wait for it or cancel it`;
  return refuse('run_active', message, { kind: 'run', id: run.id });
};

/** A run that waits for approval of a change ends with the change. */
const nothingAtWork: Rule = facts =>
  facts.activeRun?.state === 'awaiting_approval'
    ? undefined
    : noActiveRun(facts);

const nothingApplying: Rule = facts =>
  facts.activeRun && mayHaveChanged(facts.activeRun.state)
    ? noActiveRun(facts)
    : undefined;

const templateEnabled: Rule = facts =>
  facts.template.enabled
    ? undefined
    : refuse(
        'template_disabled',
        `The template '${facts.template.name}' is disabled; enable it first`,
        {
          kind: 'template',
          id: facts.template.id,
          name: facts.template.name,
        },
      );

const projectEnabled: Rule = ({ project }) =>
  project && !project.enabled
    ? refuse(
        'project_disabled',
        `The project '${project.name}' is disabled; enable it first`,
        { kind: 'project', id: project.id, name: project.name },
      )
    : undefined;

const versionUsable: Rule = facts => {
  const version = facts.version;
  if (facts.abstract || (version?.enabled && version.analysed)) {
    return undefined;
  }
  if (!version) {
    return refuse(
      'version_missing',
      `'${facts.name}' has no version; choose one`,
      resource(facts),
    );
  }
  const what = version.enabled ? 'is not analysed' : 'is disabled';
  return refuse('version_unusable', `The version '${version.ref}' ${what}`, {
    kind: 'version',
    id: version.id,
    name: version.ref,
  });
};

const parentsProvisioned: Rule = facts => {
  const missing = facts.parents.filter(parent =>
    parent.abstract
      ? parent.state === 'destroyed'
      : parent.state !== 'provisioned',
  );
  return missing.length === 0
    ? undefined
    : refuse(
        'parent_not_provisioned',
        `Provision ${list(missing)} first: '${facts.name}' is below`,
        ...missing.map(resource),
      );
};

/** What is built lives on without a parent; nothing new is built so. */
const parentsComplete: Rule = ({ name, missingParents }) =>
  missingParents.length === 0
    ? undefined
    : refuse(
        'parent_missing',
        `'${name}' is detached: it has no parent of ${list(
          missingParents,
        )}. Move it below one first`,
        ...missingParents.map(template => ({
          kind: 'template' as const,
          id: template.id,
          name: template.name,
        })),
      );

const noLivingChildren: Rule = facts => {
  const living = facts.children.filter(child => child.state !== 'destroyed');
  return living.length === 0
    ? undefined
    : refuse(
        'has_living_children',
        `Destroy or delete ${list(living)} first: below '${facts.name}'`,
        ...living.map(resource),
      );
};

const noChildren: Rule = facts =>
  facts.children.length === 0
    ? undefined
    : refuse(
        'has_children',
        `Delete ${list(facts.children)} first: below '${facts.name}'`,
        ...facts.children.map(resource),
      );

const unprotected: Rule = facts =>
  facts.deletionProtection
    ? refuse(
        'deletion_protected',
        `'${facts.name}' is protected from deletion; switch that off first`,
        resource(facts),
      )
    : undefined;

const noPendingChange: Rule = facts =>
  facts.hasPendingChange
    ? refuse(
        'pending_change',
        `'${facts.name}' has a pending change; apply or discard it first`,
        resource(facts),
      )
    : undefined;

const emptyState: Rule = facts =>
  facts.stateObjectCount === 0
    ? undefined
    : refuse(
        'state_not_empty',
        `The state of '${facts.name}' still holds ${facts.stateObjectCount} object(s); destroy it first`,
        resource(facts),
      );

const hasChange: Rule = facts =>
  facts.hasPendingChange
    ? undefined
    : refuse(
        'nothing_pending',
        `'${facts.name}' has no pending change`,
        resource(facts),
      );

const somethingToUpdate: Rule = facts =>
  facts.hasPendingChange ||
  facts.staleInputs ||
  facts.hasForeignSecrets ||
  facts.status === 'error'
    ? undefined
    : refuse(
        'nothing_to_update',
        `'${facts.name}' has no pending change and its inputs are current`,
        resource(facts),
      );

function somethingIn(
  subtree: keyof SubtreeFacts,
  code: string,
  what: string,
): Rule {
  return facts =>
    facts.subtree?.[subtree]
      ? undefined
      : refuse(code, `'${facts.name}' ${what}`, resource(facts));
}

const startedDestroyable: Rule = facts => {
  const partlyBuilt =
    facts.state === 'provision' &&
    facts.status === 'error' &&
    facts.stateObjectCount > 0;
  return partlyBuilt ||
    facts.state === 'provisioned' ||
    facts.state === 'destroy'
    ? undefined
    : wrongState(facts, 'destroy');
};

const recreatable: Rule = facts =>
  facts.state === 'destroyed' ||
  (facts.state === 'provision' && facts.status === 'rejected')
    ? undefined
    : wrongState(facts, 'recreate');

const deletable: Rule = facts =>
  facts.abstract || facts.state === 'destroyed' || facts.state === 'provision'
    ? undefined
    : wrongState(facts, 'delete');

function inState(action: StatefulAction, ...states: ResourceState[]): Rule {
  return facts =>
    states.includes(facts.state) ? undefined : wrongState(facts, action);
}

const rules: Record<ResourceAction, Rule[]> = {
  'dry-run': [
    notAbstract,
    inState('dry-run', 'provision', 'provisioned'),
    nothingApplying,
    templateEnabled,
    versionUsable,
  ],
  provision: [
    notAbstract,
    inState('provision', 'provision'),
    noActiveRun,
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
    noLivingChildren,
    unprotected,
    noPendingChange,
  ],
  recreate: [
    notAbstract,
    recreatable,
    noActiveRun,
    templateEnabled,
    projectEnabled,
    versionUsable,
    parentsComplete,
    parentsProvisioned,
  ],
  delete: [deletable, noActiveRun, noChildren, unprotected, emptyState],
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
    unprotected,
  ],
};

/**
 * What forbids to plan something that the resource is not ready for. A cascade
 * shows the plan of everything before it begins with anything, so what has to
 * be done before is not asked for.
 */
const simulations: Record<SimulatedKind, Rule[]> = {
  provision: [notAbstract, nothingApplying, templateEnabled, versionUsable],
  update: rules['dry-run'],
  destroy: [notAbstract, nothingApplying],
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

function wrongState(facts: ResourceFacts, action: StatefulAction): Refusal {
  return refuse(
    'wrong_state',
    `'${facts.name}' is ${stateTexts[facts.state]}. ${onlyWhen[action]}`,
    resource(facts),
  );
}

function refuse(
  code: string,
  message: string,
  ...culprits: Culprit[]
): Refusal {
  return { code, message, culprits };
}

function resource(facts: { id: string; name: string }): Culprit {
  return { kind: 'resource', id: facts.id, name: facts.name };
}

function list(items: { name: string }[]): string {
  const shown = items.slice(0, 5).map(item => `'${item.name}'`);
  const more = items.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
