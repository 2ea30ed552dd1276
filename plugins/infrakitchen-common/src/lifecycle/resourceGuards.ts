import type {
  Culprit,
  Refusal,
  ResourceAction,
  ResourceState,
} from '../api/types';
import type { ResourceFacts, SubtreeFacts } from './resourceFacts';
import { mayHaveChanged } from './runStates';

/** Why something is refused; undefined where the rule has nothing against it. */
export type Rule = (facts: ResourceFacts) => Refusal | undefined;

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

export const notAbstract: Rule = facts =>
  facts.abstract
    ? refuse(
        'abstract_resource',
        `'${facts.name}' is abstract: it has nothing to run`,
        resource(facts),
      )
    : undefined;

export const noActiveRun: Rule = facts => {
  const run = facts.activeRun;
  if (!run) {
    return undefined;
  }
  const culprit: Culprit = { kind: 'run', id: run.id };
  const open = facts.pullRequest;
  if (open && run.state === 'awaiting_approval') {
    const name = open.number && `#${open.number}`;
    return refuse(
      'run_active',
      `A ${run.kind} run of '${facts.name}' waits for its pull request${
        name ? ` ${name}` : ''
      }; merge or close that, or cancel the run`,
      culprit,
      { kind: 'pull_request', id: open.id, ...(name && { name }) },
    );
  }
  const message =
    run.state === 'needs_attention'
      ? `A ${run.kind} run of '${facts.name}' needs attention; resolve it first`
      : `A ${run.kind} run of '${facts.name}' is ${run.state}; wait for it or cancel it`;
  return refuse('run_active', message, culprit);
};

/** Whatever ran now could write to the storage that is left. */
export const noActiveMove: Rule = facts => {
  const move = facts.activeMove;
  if (!move) {
    return undefined;
  }
  const where = move.to
    ? `the storage '${move.to.name}'`
    : 'the managed storage';
  return refuse(
    'storage_moving',
    `The state of '${facts.name}' is being moved to ${where}; wait until that is done`,
    resource(facts),
  );
};

/** A run that waits for approval of a change ends with the change. */
export const nothingAtWork: Rule = facts =>
  facts.activeRun?.state === 'awaiting_approval'
    ? undefined
    : noActiveRun(facts);

export const nothingApplying: Rule = facts =>
  facts.activeRun && mayHaveChanged(facts.activeRun.state)
    ? noActiveRun(facts)
    : undefined;

export const templateEnabled: Rule = facts =>
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

export const projectEnabled: Rule = ({ project }) =>
  project && !project.enabled
    ? refuse(
        'project_disabled',
        `The project '${project.name}' is disabled; enable it first`,
        { kind: 'project', id: project.id, name: project.name },
      )
    : undefined;

export const versionUsable: Rule = facts => {
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

export const parentsProvisioned: Rule = facts => {
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
export const parentsComplete: Rule = ({ name, missingParents }) =>
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

export const noLivingChildren: Rule = facts => {
  const living = facts.children.filter(child => child.state !== 'destroyed');
  return living.length === 0
    ? undefined
    : refuse(
        'has_living_children',
        `Destroy or delete ${list(living)} first: below '${facts.name}'`,
        ...living.map(resource),
      );
};

export const noChildren: Rule = facts =>
  facts.children.length === 0
    ? undefined
    : refuse(
        'has_children',
        `Delete ${list(facts.children)} first: below '${facts.name}'`,
        ...facts.children.map(resource),
      );

export const unprotected: Rule = facts =>
  facts.deletionProtection
    ? refuse(
        'deletion_protected',
        `'${facts.name}' is protected from deletion; switch that off first`,
        resource(facts),
      )
    : undefined;

export const noPendingChange: Rule = facts =>
  facts.hasPendingChange
    ? refuse(
        'pending_change',
        `'${facts.name}' has a pending change; apply or discard it first`,
        resource(facts),
      )
    : undefined;

export const emptyState: Rule = facts =>
  facts.stateObjectCount === 0
    ? undefined
    : refuse(
        'state_not_empty',
        `The state of '${facts.name}' still holds ${facts.stateObjectCount} object(s); destroy it first`,
        resource(facts),
      );

export const hasChange: Rule = facts =>
  facts.hasPendingChange
    ? undefined
    : refuse(
        'nothing_pending',
        `'${facts.name}' has no pending change`,
        resource(facts),
      );

export const somethingToUpdate: Rule = facts =>
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

export function somethingIn(
  subtree: keyof SubtreeFacts,
  code: string,
  what: string,
): Rule {
  return facts =>
    facts.subtree?.[subtree]
      ? undefined
      : refuse(code, `'${facts.name}' ${what}`, resource(facts));
}

export const startedDestroyable: Rule = facts => {
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

export const recreatable: Rule = facts =>
  facts.state === 'destroyed' ||
  (facts.state === 'provision' && facts.status === 'rejected')
    ? undefined
    : wrongState(facts, 'recreate');

export const deletable: Rule = facts =>
  facts.abstract || facts.state === 'destroyed' || facts.state === 'provision'
    ? undefined
    : wrongState(facts, 'delete');

export function inState(
  action: StatefulAction,
  ...states: ResourceState[]
): Rule {
  return facts =>
    states.includes(facts.state) ? undefined : wrongState(facts, action);
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
