import { createHash, Hash } from 'node:crypto';
import type { PlanJson, PlanResourceChange } from './planJson';

/**
 * A digest of everything that a plan does, the sensitive values included: a
 * changed secret is a changed plan. Only the digest leaves this function.
 * Equal digests of two plans mean that applying either does the same.
 */
export function changeDigest(plan: PlanJson): string {
  const hash = createHash('sha256');
  const resources = (plan.resource_changes ?? [])
    .filter(isChange)
    .map(
      resource =>
        [`${resource.address}\n${resource.deposed ?? ''}`, resource] as const,
    )
    .sort(([a], [b]) => compare(a, b));
  for (const [, resource] of resources) {
    feed(hash, {
      address: resource.address,
      previous: resource.previous_address,
      deposed: resource.deposed,
      provider: resource.provider_name,
      change: resource.change,
    });
  }
  const outputs = Object.entries(plan.output_changes ?? {})
    .filter(([, change]) => !isNoOp(change.actions))
    .sort(([a], [b]) => compare(a, b));
  for (const [name, change] of outputs) {
    feed(hash, { output: name, change });
  }
  return hash.digest('hex');
}

/** Whether the plan does anything with an object, be it only a move, an import or to forget it. */
export function isChange(resource: PlanResourceChange): boolean {
  return (
    !isNoOp(resource.change.actions) ||
    resource.previous_address !== undefined ||
    resource.change.importing !== undefined
  );
}

/** Whether a list of actions is to do nothing. */
export function isNoOp(actions: string[]): boolean {
  return actions.every(action => action === 'no-op');
}

/** Orders by code units, the same on every machine. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Feeds a value in one canonical form: keys sorted, nothing ambiguous in between. */
function feed(hash: Hash, value: unknown) {
  hash.update(canonical(value));
  hash.update('\n');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => compare(a, b))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
