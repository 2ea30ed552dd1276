import type { JsonValue } from '@backstage/types';
import type { VariableRule, VersionFinding } from '../api';
import { jsonEquals } from '../values/json';
import { quote } from '../values/messages';
import { finding } from './findings';

type Limit = 'minimum' | 'maximum' | 'minLength' | 'maxLength';

const limits: Record<Limit, (old: number, now: number) => boolean> = {
  minimum: (old, now) => now > old,
  minLength: (old, now) => now > old,
  maximum: (old, now) => now < old,
  maxLength: (old, now) => now < old,
};

const switches = ['required', 'restricted', 'unique'] as const;

/** Which rules of a variable ask for more than before, or for something else. */
export function compareRules(
  name: string,
  before: VariableRule,
  after: VariableRule,
): VersionFinding[] {
  const tightened = [
    ...(Object.keys(limits) as Limit[])
      .filter(key => isTighter(key, before[key], after[key]))
      .map(key => `${key} ${after[key]}`),
    ...switches.filter(key => after[key] && !before[key]),
    ...lostOptions(before.options, after.options),
    ...(after.pattern !== undefined && after.pattern !== before.pattern
      ? [`pattern ${after.pattern}`]
      : []),
  ];
  const changed = [
    ...(after.frozen && !before.frozen ? ['frozen'] : []),
    ...(jsonEquals(
      before.reference as JsonValue | undefined,
      after.reference as JsonValue | undefined,
    )
      ? []
      : ['reference']),
  ];
  return [
    ...tightened.map(rule =>
      finding('rules_tightened', 'breaking', name, {
        after: rule,
        message: `The variable ${quote(name)} has a tighter rule: ${rule}.`,
        culprits: [{ kind: 'variable', name }],
      }),
    ),
    ...changed.map(rule =>
      finding('rules_changed', 'notice', name, {
        after: rule,
        message: `The variable ${quote(name)} has another rule: ${rule}.`,
      }),
    ),
  ];
}

function isTighter(
  key: Limit,
  old: number | undefined,
  now: number | undefined,
): boolean {
  return now !== undefined && (old === undefined || limits[key](old, now));
}

function lostOptions(
  old: VariableRule['options'],
  now: VariableRule['options'],
): string[] {
  if (!now) {
    return [];
  }
  if (!old) {
    return ['options'];
  }
  const lost = old.filter(
    option =>
      !now.some(other => jsonEquals(other as JsonValue, option as JsonValue)),
  );
  return lost.length > 0 ? [`${lost.length} fewer options`] : [];
}
