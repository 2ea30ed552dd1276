import {
  approvalRequirements,
  canTransition,
  isTerminal,
  type ApprovalRule,
  type RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { ApprovalStore } from '../approvals';

/** What must hold at any moment, whatever happened; an empty list where it does. */
export async function brokenInvariants(
  knex: Knex,
  templateIds: string[],
  rules: ApprovalRule[],
): Promise<string[]> {
  const resources = await knex('resources').whereIn('template_id', templateIds);
  const runs = await knex('runs').whereIn('template_id', templateIds);
  const locks = await knex('resource_locks').whereIn(
    'run_id',
    runs.map(run => run.id),
  );
  const broken: string[] = [];
  for (const run of runs) {
    broken.push(...(await brokenHistory(knex, run)));
    broken.push(...(await missingApprovals(knex, run, rules)));
    const isActive = run.kind !== 'dry_run' && !isTerminal(run.state);
    const held = locks.filter(lock => lock.run_id === run.id);
    if (held.length !== (isActive ? 1 : 0)) {
      broken.push(`${run.kind} ${run.state} holds ${held.length} lock(s)`);
    }
    if (held.some(lock => lock.resource_id !== run.resource_id)) {
      broken.push('A run holds the lock of another resource');
    }
  }
  for (const resource of resources) {
    const active = runs.filter(
      run =>
        run.resource_id === resource.id &&
        run.kind !== 'dry_run' &&
        !isTerminal(run.state),
    );
    broken.push(...brokenStatus(resource, active));
    broken.push(...(await brokenRecords(knex, resource, resources)));
  }
  return broken;
}

/** Transitions are one chain; each has its audit line and its message. */
async function brokenHistory(knex: Knex, run: any): Promise<string[]> {
  const broken: string[] = [];
  const steps = await knex('run_transitions')
    .where({ run_id: run.id })
    .orderBy('seq');
  let state: RunState | null = null;
  for (const step of steps) {
    if (step.from_state !== state) {
      broken.push(`A step from ${step.from_state} follows one to ${state}`);
    }
    if (state && !canTransition(state, step.to_state)) {
      broken.push(`A run went from ${state} to ${step.to_state}`);
    }
    state = step.to_state;
    const message = await knex('outbox')
      .where({ key: `run.changed:${run.id}:${step.seq}` })
      .first();
    if (!message || !step.actor || !step.actor_kind) {
      broken.push(`The step to ${state} lacks its message or its actor`);
    }
  }
  if (state !== run.state) {
    broken.push(`A run is ${run.state}, but its last step was to ${state}`);
  }
  const lines = await knex('audit')
    .where({ entity_id: run.resource_id })
    .whereIn(
      'action',
      steps.map(step => `run.${step.to_state}`),
    )
    .where('detail', 'like', `%"runId":"${run.id}"%`);
  if (lines.length !== steps.length) {
    broken.push(`${steps.length} steps have ${lines.length} audit lines`);
  }
  return broken;
}

/** Nothing is applied that was not approved, by others, as it is. */
async function missingApprovals(
  knex: Knex,
  run: any,
  rules: ApprovalRule[],
): Promise<string[]> {
  const begun = await knex('run_transitions')
    .where({ run_id: run.id, to_state: 'applying' })
    .first();
  // Those of its cascade among them.
  const approvals = (await new ApprovalStore(knex).list([run.id])).filter(
    found => found.decision === 'approved' && !found.void,
  );
  const editors: string[] = JSON.parse(run.editors ?? '[]');
  const excluded = [run.requested_by, ...editors];
  const broken = approvals
    .filter(({ approver }) => excluded.includes(approver))
    .map(({ approver }) => `${approver} approved what was their own`);
  if (!begun) {
    return broken;
  }
  // Asked of the rules themselves, not of what the run says that it waits for.
  const requirements = approvalRequirements(
    rules,
    {
      kind: run.kind,
      templateId: run.template_id,
      labels: [],
      requestedBy: run.requested_by,
      editors,
      changesMetadata: false,
    },
    JSON.parse(run.plan),
  );
  for (const { ruleId, approvals: needed } of requirements) {
    const given = new Set(
      approvals
        .filter(
          found => found.ruleId === ruleId && found.digest === run.plan_digest,
        )
        .map(({ approver }) => approver),
    );
    if (given.size < needed) {
      broken.push(`Applied with ${given.size} of ${needed} approvals`);
    }
  }
  return broken;
}

function brokenStatus(resource: any, active: any[]): string[] {
  const found = `${resource.state}/${resource.status}`;
  if (active.length > 1) {
    return [`${active.length} runs of one resource at once`];
  }
  const [run] = active;
  if (!run) {
    const isBusy = ['queued', 'in_progress', 'approval_pending'];
    return isBusy.includes(resource.status) ? [`${found} without a run`] : [];
  }
  const fits =
    run.state === 'awaiting_approval'
      ? resource.status === 'approval_pending'
      : ['queued', 'in_progress', 'unknown'].includes(resource.status);
  const isDestroy = (resource.state === 'destroy') === (run.kind === 'destroy');
  return fits && isDestroy
    ? []
    : [`${found} while a ${run.kind} run is ${run.state}`];
}

async function brokenRecords(
  knex: Knex,
  resource: any,
  resources: any[],
): Promise<string[]> {
  const broken: string[] = [];
  const revisions = await knex('revisions')
    .where({ entity_kind: 'resource', entity_id: resource.id })
    .orderBy('revision')
    .pluck('revision');
  const isWhole = revisions.every((revision, at) => revision === at + 1);
  if (!isWhole || revisions.length !== resource.revision) {
    broken.push(`Revision ${resource.revision} of [${revisions}]`);
  }
  const change = await knex('resource_changes')
    .where({ resource_id: resource.id })
    .first();
  if (change && resource.state !== 'provisioned') {
    broken.push(`A pending change of what is ${resource.state}`);
  }
  if (resource.state === 'destroyed') {
    const children = await knex('resource_parents')
      .where({ parent_id: resource.id })
      .pluck('resource_id');
    const living = resources.filter(
      ({ id, state }) => children.includes(id) && state !== 'destroyed',
    );
    if (living.length > 0) {
      broken.push('A destroyed resource has living children');
    }
  }
  return broken;
}
