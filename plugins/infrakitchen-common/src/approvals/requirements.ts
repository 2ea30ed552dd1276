import type {
  ApprovalRequirement,
  ApprovalRule,
  ObjectChange,
  Plan,
  PlanSummary,
  RunKind,
} from '../api/types';
import { describeSummary, isEmptyPlan } from '../plan';

/** What an approval rule looks at, besides the plan. @public */
export interface ApprovalFacts {
  kind: RunKind;
  templateId: string;
  projectId?: string;
  labels: readonly string[];
  requestedBy: string;
  /** Who wrote the change that would be applied. */
  editors: readonly string[];
  /**
   * Whether metadata would be changed that is not free of approval; then even
   * an empty plan changes something.
   */
  changesMetadata: boolean;
}

/** The part of a plan that rules look at. @public */
export interface ApprovedPlan {
  summary: PlanSummary;
  changes: Pick<ObjectChange, 'action' | 'previousAddress'>[];
  outputChanges: Pick<Plan['outputChanges'][number], 'action'>[];
}

/**
 * What rules look at of a plan, small enough to keep many: each kind of change
 * once, however many objects it is about.
 *
 * @public
 */
export function outlinePlan({
  summary,
  changes,
  outputChanges,
}: ApprovedPlan): ApprovedPlan {
  const kinds = new Map(
    changes.map(({ action, previousAddress }) => [
      `${action} ${previousAddress !== undefined}`,
      {
        action,
        ...(previousAddress !== undefined && { previousAddress: '' }),
      },
    ]),
  );
  return {
    summary,
    changes: [...kinds.values()],
    outputChanges: [...new Set(outputChanges.map(({ action }) => action))].map(
      action => ({ action }),
    ),
  };
}

/** From the widest to the narrowest; a narrower one may exempt. */
const widths: Record<ApprovalRule['scope']['kind'], number> = {
  global: 0,
  project: 1,
  template: 2,
  label: 3,
};

/**
 * What has to be approved before a plan is applied; nothing where nobody has
 * to be asked. Every rule that asks is one requirement, and all must be met.
 *
 * @param plan - Left out to ask before there is one: then the answer is the
 * strictest that a plan could bring about, and says so.
 * @public
 */
export function approvalRequirements(
  rules: readonly ApprovalRule[],
  facts: ApprovalFacts,
  plan?: ApprovedPlan,
): ApprovalRequirement[] {
  if (facts.kind === 'dry_run') {
    return [];
  }
  if (plan && isEmptyPlan(plan) && !facts.changesMetadata) {
    return [];
  }
  return applicableRules(rules, facts)
    .map(rule => requirementOf(rule, facts, plan))
    .filter((found): found is ApprovalRequirement => found !== undefined);
}

/**
 * The rules that ask for approval of a run, before its plan is looked at. None
 * means that no plan of it can need one.
 *
 * @public
 */
export function applicableRules(
  rules: readonly ApprovalRule[],
  facts: Omit<ApprovalFacts, 'requestedBy' | 'editors' | 'changesMetadata'>,
): ApprovalRule[] {
  const matching = rules.filter(
    rule =>
      rule.enabled && matchesScope(rule, facts) && matchesKind(rule, facts),
  );
  const exemptUpTo = Math.max(
    -1,
    ...matching
      .filter(rule => rule.effect === 'exempt' && rule.scope.kind !== 'label')
      .map(rule => widths[rule.scope.kind]),
  );
  return matching.filter(
    rule =>
      rule.effect === 'require' &&
      // A label is whatever its author writes, so it can only add rules.
      (rule.scope.kind === 'label' || widths[rule.scope.kind] >= exemptUpTo),
  );
}

function matchesScope(
  { scope }: ApprovalRule,
  facts: Pick<ApprovalFacts, 'templateId' | 'projectId' | 'labels'>,
): boolean {
  switch (scope.kind) {
    case 'global':
      return true;
    case 'project':
      return scope.id === facts.projectId;
    case 'template':
      return scope.id === facts.templateId;
    default:
      return scope.label !== undefined && facts.labels.includes(scope.label);
  }
}

function matchesKind(
  { kinds }: ApprovalRule,
  { kind }: Pick<ApprovalFacts, 'kind'>,
): boolean {
  return !kinds || kinds.includes(kind);
}

function requirementOf(
  rule: ApprovalRule,
  facts: ApprovalFacts,
  plan: ApprovedPlan | undefined,
): ApprovalRequirement | undefined {
  const adds = plan !== undefined && onlyAdds(plan) && !facts.changesMetadata;
  if (rule.allowAdditions && adds) {
    return undefined;
  }
  // Without a plan the worst has to be expected.
  const destructive = plan === undefined || destroys(plan);
  const extra = destructive ? rule.destructiveApprovals : 0;
  const why = [describeScope(rule)];
  if (plan) {
    why.push(`The plan: ${describeSummary(plan.summary)}`);
  }
  if (extra > 0) {
    why.push(
      `${extra} more ${
        plan ? 'because' : 'if'
      } the plan destroys or replaces objects`,
    );
  }
  if (!plan && rule.allowAdditions) {
    why.push('None if the plan only adds objects');
  }
  return {
    ruleId: rule.id,
    ruleName: rule.name,
    approvals: rule.approvals + extra,
    approvers: rule.approvers,
    excluded: excludedFrom(rule, facts),
    why,
    expiresAfterHours: rule.expiresAfterHours,
    ...(!plan && { dependsOnPlan: true }),
  };
}

function excludedFrom(
  rule: ApprovalRule,
  facts: ApprovalFacts,
): ApprovalRequirement['excluded'] {
  const excluded = new Map<string, 'requester' | 'editor'>();
  if (!rule.allowEditors) {
    facts.editors.forEach(ref => excluded.set(ref, 'editor'));
  }
  if (!rule.allowRequester) {
    excluded.set(facts.requestedBy, 'requester');
  }
  return [...excluded].map(([ref, why]) => ({ ref, why }));
}

function onlyAdds({ changes, outputChanges }: ApprovedPlan): boolean {
  return (
    changes.every(
      ({ action, previousAddress }) =>
        previousAddress === undefined &&
        ['create', 'read', 'no-op'].includes(action),
    ) &&
    outputChanges.every(({ action }) => ['create', 'no-op'].includes(action))
  );
}

function destroys({ changes }: ApprovedPlan): boolean {
  return changes.some(
    ({ action }) => action === 'delete' || action === 'replace',
  );
}

function describeScope({ scope }: ApprovalRule): string {
  switch (scope.kind) {
    case 'global':
      return 'It holds for every resource';
    case 'project':
      return `It holds for the project '${scope.name ?? scope.id}'`;
    case 'template':
      return `It holds for the template '${scope.name ?? scope.id}'`;
    default:
      return `It holds for the label '${scope.label}'`;
  }
}
