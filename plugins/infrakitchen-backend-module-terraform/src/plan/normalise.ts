import type {
  ChangeAction,
  ObjectChange,
  Plan,
  PlanSummary,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { attributeChanges, formatPath } from './attributes';
import { changeDigest, compare, isChange, isNoOp } from './digest';
import { collectMarked, collectTexts, hasMarks, isMarked } from './marks';
import type { PlanChange, PlanJson, PlanResourceChange } from './planJson';
import { readableReason } from './reasons';

type OutputChange = Plan['outputChanges'][number];

/** Makes the engine's plan reviewable. The result has no sensitive value. @public */
export function normalisePlan(plan: PlanJson): Plan {
  const changes = toObjectChanges(
    (plan.resource_changes ?? []).filter(isChange),
  );
  const outputChanges = toOutputChanges(plan.output_changes ?? {});
  return {
    digest: changeDigest(plan),
    summary: summarise(changes, outputChanges),
    changes,
    outputChanges,
    drift: toObjectChanges((plan.resource_drift ?? []).filter(isChange)),
  };
}

/** Every sensitive text that a plan mentions, so that it can be masked elsewhere. */
export function sensitiveValuesOf(plan: PlanJson): string[] {
  const found = new Set<string>();
  const changes = [
    ...(plan.resource_changes ?? []).map(({ change }) => change),
    ...(plan.resource_drift ?? []).map(({ change }) => change),
    ...Object.values(plan.output_changes ?? {}),
  ];
  for (const change of changes) {
    collectMarked(change.before, change.before_sensitive, found);
    collectMarked(change.after, change.after_sensitive, found);
  }
  const variables = plan.configuration?.root_module?.variables ?? {};
  for (const [name, { sensitive }] of Object.entries(variables)) {
    if (sensitive) collectTexts(plan.variables?.[name]?.value, found);
  }
  for (const output of Object.values(plan.prior_state?.values?.outputs ?? {})) {
    if (output.sensitive) collectTexts(output.value, found);
  }
  return [...found].sort(compare);
}

function toObjectChanges(resources: PlanResourceChange[]): ObjectChange[] {
  return resources
    .map(toObjectChange)
    .sort(
      (a, b) => compare(a.address, b.address) || compare(a.action, b.action),
    );
}

function toObjectChange(resource: PlanResourceChange): ObjectChange {
  const { change } = resource;
  const action = toAction(change.actions);
  const reason = toReason(resource);
  const replacePaths = (change.replace_paths ?? []).map(formatPath);
  return {
    address: resource.address,
    ...(resource.previous_address && {
      previousAddress: resource.previous_address,
    }),
    ...(resource.module_address && { module: resource.module_address }),
    mode: resource.mode === 'data' ? 'data' : 'managed',
    type: resource.type,
    name: resource.name,
    ...(resource.provider_name && { provider: resource.provider_name }),
    action,
    ...(action === 'replace' && {
      createBeforeDestroy: change.actions[0] === 'create',
    }),
    ...(reason && { reason }),
    ...(replacePaths.length > 0 && { replacePaths }),
    attributes: attributeChanges(change),
  };
}

function toAction(actions: string[]): ChangeAction {
  const all = new Set(actions);
  if (all.has('create') && all.has('delete')) return 'replace';
  if (all.has('create')) return 'create';
  if (all.has('delete')) return 'delete';
  if (all.has('update')) return 'update';
  return all.has('read') ? 'read' : 'no-op';
}

function toReason({
  action_reason,
  change,
  deposed,
}: PlanResourceChange): string | undefined {
  const notes = [
    readableReason(action_reason),
    change.importing && 'It exists already and is taken over.',
    change.actions.includes('forget') &&
      'It is taken out of the state but left as it is.',
    deposed && 'What a replacement left behind is deleted.',
  ].filter(Boolean);
  return notes.length > 0 ? notes.join(' ') : undefined;
}

function toOutputChanges(outputs: Record<string, PlanChange>): OutputChange[] {
  return Object.entries(outputs)
    .filter(([, change]) => !isNoOp(change.actions))
    .sort(([a], [b]) => compare(a, b))
    .map(([name, change]) => toOutputChange(name, change));
}

function toOutputChange(name: string, change: PlanChange): OutputChange {
  const sensitive =
    hasMarks(change.before_sensitive) || hasMarks(change.after_sensitive);
  const afterUnknown =
    isMarked(change.after_unknown) || hasMarks(change.after_unknown);
  const before = sensitive ? undefined : change.before ?? undefined;
  const after =
    sensitive || afterUnknown ? undefined : change.after ?? undefined;
  return {
    name,
    action: toAction(change.actions),
    sensitive,
    afterUnknown,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
}

function summarise(
  changes: ObjectChange[],
  outputChanges: OutputChange[],
): PlanSummary {
  const count = (action: ChangeAction) =>
    changes.filter(change => change.action === action).length;
  return {
    create: count('create'),
    update: count('update'),
    delete: count('delete'),
    replace: count('replace'),
    read: count('read'),
    outputs: outputChanges.length,
  };
}
