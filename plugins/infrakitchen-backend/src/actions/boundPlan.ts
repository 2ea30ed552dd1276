import type { Plan } from '@infrakitchen/backstage-plugin-infrakitchen-common';

const MAX_ATTRIBUTES = 50;
const MAX_TEXT = 500;
const MAX_OUTPUTS = 100;

type ObjectChange = Plan['changes'][number];

/**
 * A stretch of a plan that fits into the context of an agent. Plans are stored
 * with what is sensitive left out; nothing is added here.
 */
export function boundPlan(
  plan: Plan,
  { offset, limit }: { offset: number; limit: number },
) {
  const changes = plan.changes.filter(({ action }) => action !== 'no-op');
  const end = offset + limit;
  return {
    digest: plan.digest,
    summary: plan.summary,
    totalChanges: changes.length,
    changes: changes.slice(offset, end).map(boundObject),
    nextOffset: end < changes.length ? end : undefined,
    outputChanges: plan.outputChanges.slice(0, MAX_OUTPUTS).map(change => ({
      ...change,
      before: shorten(change.before),
      after: shorten(change.after),
    })),
    driftedObjects: plan.drift.length,
  };
}

function boundObject(change: ObjectChange) {
  const { address, type, action, reason, replacePaths, attributes } = change;
  const changed = attributes.filter(each => each.action !== 'no-op');
  return {
    address,
    type,
    action,
    reason,
    replacePaths,
    attributes: changed.slice(0, MAX_ATTRIBUTES).map(attribute => ({
      ...attribute,
      before: shorten(attribute.before),
      after: shorten(attribute.after),
    })),
    moreAttributes: Math.max(0, changed.length - MAX_ATTRIBUTES) || undefined,
  };
}

/** Long texts and structures as the beginning of their text. */
function shorten(value: unknown): unknown {
  if (value === undefined) {
    return undefined;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= MAX_TEXT
    ? value
    : `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`;
}
