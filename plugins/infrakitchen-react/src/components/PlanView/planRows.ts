import type {
  AttributeChange,
  ChangeAction,
  ObjectChange,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Translate } from './translation';

/** So many objects are read without searching or opening them. */
export const SEEN_AT_A_GLANCE = 2;

/** Most dangerous first. */
export const actionOrder: ChangeAction[] = [
  'delete',
  'replace',
  'update',
  'create',
  'read',
  'no-op',
];

/** The sign that engines use for an action. */
export const actionSigns: Record<ChangeAction, string> = {
  delete: '−',
  replace: '−/+',
  update: '~',
  create: '+',
  read: '≤',
  'no-op': '=',
};

/** What objects of a plan are put together by. @public */
export type PlanGrouping = 'action' | 'module';

/** A line of the list: a heading, an object, or an attribute of an open one. */
export type PlanRow =
  | { kind: 'group'; key: string; title: string; count: number }
  | {
      kind: 'object';
      key: string;
      /** Which object it is, among those of the plan. */
      id: string;
      change: ObjectChange;
      open: boolean;
    }
  | {
      kind: 'attribute';
      key: string;
      change: ObjectChange;
      attribute: AttributeChange;
    };

/** What the list is narrowed down to. */
export interface PlanFilter {
  text: string;
  /** Empty for all. */
  actions: ReadonlySet<ChangeAction>;
}

function matches(change: ObjectChange, filter: PlanFilter): boolean {
  if (filter.actions.size > 0 && !filter.actions.has(change.action)) {
    return false;
  }
  const text = filter.text.trim().toLowerCase();
  return (
    text === '' ||
    change.address.toLowerCase().includes(text) ||
    change.type.toLowerCase().includes(text) ||
    change.attributes.some(attribute => mentions(attribute, text))
  );
}

/** Sensitive values are not there; nobody finds out about them by searching. */
function mentions(attribute: AttributeChange, text: string): boolean {
  const { path, sensitive, before, after } = attribute;
  return (
    path.toLowerCase().includes(text) ||
    (!sensitive &&
      [before, after].some(
        value =>
          value !== undefined &&
          JSON.stringify(value).toLowerCase().includes(text),
      ))
  );
}

/** Lines of the list of objects, in groups. */
export function toPlanRows(
  t: Translate,
  changes: ObjectChange[],
  options: {
    filter: PlanFilter;
    groupBy: PlanGrouping;
    open: ReadonlySet<string>;
  },
): PlanRow[] {
  const { filter, groupBy, open } = options;
  const ids = objectIds(changes);
  const groups = new Map<string, { title: string; changes: ObjectChange[] }>();
  for (const change of inOrder(changes)) {
    if (matches(change, filter)) {
      const { id, title } = groupOf(t, change, groupBy);
      const group = groups.get(id) ?? { title, changes: [] };
      group.changes.push(change);
      groups.set(id, group);
    }
  }
  const inSequence = [...groups];
  if (groupBy === 'module') {
    inSequence.sort(([, a], [, b]) => (a.title < b.title ? -1 : 1));
  }
  return inSequence.flatMap(([id, group]) => [
    {
      kind: 'group' as const,
      key: `group:${id}`,
      title: group.title,
      count: group.changes.length,
    },
    ...group.changes.flatMap(change => rowsOf(ids.get(change)!, change, open)),
  ]);
}

/**
 * What tells objects apart: their address, and a number where several have
 * one, as what a replacement left behind has that of what replaced it.
 */
export function objectIds(changes: ObjectChange[]): Map<ObjectChange, string> {
  const seen = new Map<string, number>();
  return new Map(
    changes.map(change => {
      const { address } = change;
      const before = seen.get(address) ?? 0;
      seen.set(address, before + 1);
      return [change, before ? `${address}#${before}` : address];
    }),
  );
}

function rowsOf(
  id: string,
  change: ObjectChange,
  open: ReadonlySet<string>,
): PlanRow[] {
  const isOpen = open.has(id);
  return [
    { kind: 'object', key: `object:${id}`, id, change, open: isOpen },
    ...(isOpen ? change.attributes : []).map(attribute => ({
      kind: 'attribute' as const,
      key: `attribute:${id}:${attribute.path}`,
      change,
      attribute,
    })),
  ];
}

/** `item[2]` before `item[10]`. */
const byNumber = new Intl.Collator('en', { numeric: true }).compare;

function inOrder(changes: ObjectChange[]): ObjectChange[] {
  const place = new Map(actionOrder.map((action, index) => [action, index]));
  return [...changes].sort(
    (a, b) =>
      place.get(a.action)! - place.get(b.action)! ||
      byNumber(a.address, b.address),
  );
}

function groupOf(
  t: Translate,
  change: ObjectChange,
  groupBy: PlanGrouping,
): { id: string; title: string } {
  const { action, module = '' } = change;
  return groupBy === 'action'
    ? { id: action, title: t(`action.${action}`) }
    : { id: module, title: module || t('object.rootModule') };
}
