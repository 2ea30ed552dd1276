import type { CascadeKind, Refusal, ResourceAction } from '../api/types';
import { refusalsOf, type SimulatedKind } from './resourceActions';
import type { ResourceFacts } from './resourceFacts';

/** What a cascade does to one resource. @public */
export interface CascadeStep {
  /** What a run is asked for. */
  action: Extract<
    ResourceAction,
    'provision' | 'update' | 'destroy' | 'recreate'
  >;
  /** What its dry run plans. */
  simulates: SimulatedKind;
  /** False where nothing is built and nothing has to be: it is only recorded. */
  needsRun: boolean;
}

type StepFacts = Pick<
  ResourceFacts,
  | 'state'
  | 'status'
  | 'abstract'
  | 'hasPendingChange'
  | 'staleInputs'
  | 'stateObjectCount'
>;

/**
 * What a cascade does to a resource; undefined where it passes it by.
 *
 * @public
 */
export function cascadeStepOf(
  kind: CascadeKind,
  facts: StepFacts,
): CascadeStep | undefined {
  switch (kind) {
    case 'update':
      return !facts.abstract &&
        facts.state === 'provisioned' &&
        (facts.hasPendingChange || facts.staleInputs)
        ? { action: 'update', simulates: 'update', needsRun: true }
        : undefined;
    case 'destroy': {
      const neverBuilt =
        facts.state === 'provision' && facts.stateObjectCount === 0;
      return facts.state === 'destroyed'
        ? undefined
        : {
            action: 'destroy',
            simulates: 'destroy',
            needsRun: !facts.abstract && !neverBuilt,
          };
    }
    default:
      return facts.state === 'destroyed' ||
        (facts.state === 'provision' && facts.status === 'rejected')
        ? {
            action: 'recreate',
            simulates: 'provision',
            needsRun: !facts.abstract,
          }
        : undefined;
  }
}

/**
 * What is left to be done with a resource of a cascade when its turn comes,
 * perhaps after a first attempt; undefined where it is as it should be.
 *
 * @public
 */
export function cascadeStepLeft(
  kind: CascadeKind,
  facts: StepFacts,
): CascadeStep | undefined {
  if (kind === 'update' && facts.status === 'error') {
    return cascadeStepOf(kind, { ...facts, staleInputs: true });
  }
  const isBegun =
    kind === 'recreate' &&
    facts.state === 'provision' &&
    facts.status !== 'rejected';
  return isBegun
    ? { action: 'provision', simulates: 'provision', needsRun: true }
    : cascadeStepOf(kind, facts);
}

/** Refusals that a cascade sees to by itself, if the culprits are in it too. */
const settledWithin: Partial<Record<string, true>> = {
  has_living_children: true,
  parent_not_provisioned: true,
};

/** Refusals of what has nothing built, which a cascade only records. */
const settledByRecord: Partial<Record<string, true>> = {
  abstract_resource: true,
  wrong_state: true,
  version_missing: true,
  version_unusable: true,
};

/**
 * Why a cascade cannot do its step with a resource, as things are now.
 *
 * @param isMember - whether a resource is in the cascade as well.
 * @public
 */
export function cascadeStepRefusals(
  facts: ResourceFacts,
  step: CascadeStep,
  isMember: (resourceId: string) => boolean,
): Refusal[] {
  return refusalsOf(facts, step.action).filter(({ code, culprits = [] }) => {
    if (!step.needsRun && settledByRecord[code]) {
      return false;
    }
    return !(
      settledWithin[code] &&
      culprits.every(culprit => culprit.id && isMember(culprit.id))
    );
  });
}

/**
 * The level of every resource of a cascade: those of one level depend on none
 * of each other, and on lower ones alone.
 *
 * @param dependencies - by id, what has to be done before it; others than the
 * keys are passed by.
 * @public
 */
export function cascadeLevels(
  dependencies: ReadonlyMap<string, readonly string[]>,
): Map<string, number> {
  const levels = new Map<string, number>();
  const open = new Map<string, number>();
  const waiting = new Map<string, string[]>();
  for (const [id, before] of dependencies) {
    const known = before.filter(each => dependencies.has(each));
    open.set(id, known.length);
    for (const each of known) {
      waiting.set(each, [...(waiting.get(each) ?? []), id]);
    }
  }
  let ready = [...open].filter(([, count]) => count === 0).map(([id]) => id);
  for (let level = 0; ready.length > 0; level++) {
    const following: string[] = [];
    for (const id of ready) {
      levels.set(id, level);
      for (const later of waiting.get(id) ?? []) {
        const left = open.get(later)! - 1;
        open.set(later, left);
        if (left === 0) {
          following.push(later);
        }
      }
    }
    ready = following;
  }
  return levels;
}
