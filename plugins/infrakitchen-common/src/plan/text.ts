import type { ObjectChange, Plan } from '../api';
import { describeSummary, type OutputChange } from './summary';

const signs: Record<string, string> = {
  create: '+',
  update: '~',
  delete: '-',
  replace: '-/+',
  read: '<=',
  'no-op': ' ',
};

/**
 * A plan as text, in the notation of the engines, for a ticket or a message.
 * Sensitive values are left out.
 *
 * @public
 */
export function planText(
  plan: Pick<
    Plan,
    'summary' | 'changes' | 'drift' | 'outputChanges' | 'digest'
  >,
): string {
  const outputs = plan.outputChanges.filter(({ action }) => action !== 'no-op');
  return [
    `Plan: ${describeSummary(plan.summary)}.`,
    ...plan.changes.flatMap(objectLines),
    ...section('Changed outside of InfraKitchen:', plan.drift, objectLines),
    ...section('Changes to outputs:', outputs, outputLines),
    '',
    `Digest: ${plan.digest}`,
    '',
  ].join('\n');
}

function section<T>(
  title: string,
  items: T[],
  linesOf: (item: T) => string[],
): string[] {
  return items.length > 0 ? ['', title, ...items.flatMap(linesOf)] : [];
}

function objectLines(change: ObjectChange): string[] {
  const notes = [
    change.previousAddress && `moved from ${change.previousAddress}`,
    change.action === 'replace' &&
      (change.createBeforeDestroy
        ? 'creates the new one first'
        : 'destroys the old one first'),
  ].filter(Boolean);
  return [
    '',
    `${signOf(change)} ${change.address}${
      notes.length > 0 ? ` # ${notes.join(', ')}` : ''
    }`,
    ...(change.reason ? [`    # ${change.reason}`] : []),
    ...change.attributes.map(
      attribute =>
        `    ${signs[attribute.action]} ${attribute.path} = ${valuesOf(
          attribute,
        )}${attribute.forcesReplacement ? ' # forces replacement' : ''}`,
    ),
  ];
}

function outputLines(output: OutputChange): string[] {
  return [`  ${signs[output.action]} ${output.name} = ${valuesOf(output)}`];
}

function signOf({ action, createBeforeDestroy }: ObjectChange): string {
  return action === 'replace' && createBeforeDestroy ? '+/-' : signs[action];
}

function valuesOf(change: Omit<OutputChange, 'name'>): string {
  if (change.sensitive) {
    return '(sensitive value)';
  }
  const after = change.afterUnknown
    ? '(known after apply)'
    : JSON.stringify(change.after ?? null);
  if (change.action === 'create') {
    return after;
  }
  const before = JSON.stringify(change.before ?? null);
  return change.action === 'delete' ? before : `${before} -> ${after}`;
}
