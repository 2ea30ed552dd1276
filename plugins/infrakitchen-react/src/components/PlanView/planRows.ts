import type {
  AttributeChange,
  ChangeAction,
  ObjectChange,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Most dangerous first. */
export const actionOrder: ChangeAction[] = [
  'delete',
  'replace',
  'update',
  'create',
  'read',
  'no-op',
];

/** How an action is called in headings. */
export const actionLabels: Record<ChangeAction, string> = {
  delete: 'Destroy',
  replace: 'Replace',
  update: 'Update in place',
  create: 'Create',
  read: 'Read',
  'no-op': 'No change',
};

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
  | { kind: 'object'; key: string; change: ObjectChange; open: boolean }
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
  changes: ObjectChange[],
  options: {
    filter: PlanFilter;
    groupBy: PlanGrouping;
    open: ReadonlySet<string>;
  },
): PlanRow[] {
  const groups = new Map<string, ObjectChange[]>();
  for (const change of inOrder(changes)) {
    if (matches(change, options.filter)) {
      const title = titleOf(change, options.groupBy);
      const group = groups.get(title);
      if (group) {
        group.push(change);
      } else {
        groups.set(title, [change]);
      }
    }
  }
  const titles = [...groups.keys()];
  if (options.groupBy === 'module') {
    titles.sort();
  }
  return titles.flatMap(title => [
    {
      kind: 'group' as const,
      key: `group:${title}`,
      title,
      count: groups.get(title)!.length,
    },
    ...groups.get(title)!.flatMap(change => rowsOf(change, options.open)),
  ]);
}

function rowsOf(change: ObjectChange, open: ReadonlySet<string>): PlanRow[] {
  const { address } = change;
  const isOpen = open.has(address);
  return [
    { kind: 'object', key: `object:${address}`, change, open: isOpen },
    ...(isOpen ? change.attributes : []).map(attribute => ({
      kind: 'attribute' as const,
      key: `attribute:${address}:${attribute.path}`,
      change,
      attribute,
    })),
  ];
}

function inOrder(changes: ObjectChange[]): ObjectChange[] {
  const place = new Map(actionOrder.map((action, index) => [action, index]));
  return [...changes].sort(
    (a, b) => place.get(a.action)! - place.get(b.action)!,
  );
}

function titleOf(change: ObjectChange, groupBy: PlanGrouping): string {
  return groupBy === 'action'
    ? actionLabels[change.action]
    : change.module ?? 'Root module';
}

const reasons: Record<string, string> = {
  replace_because_tainted: 'it is marked as damaged (tainted)',
  replace_because_cannot_update: 'an attribute cannot be changed in place',
  replace_by_request: 'somebody asked for it',
  replace_by_triggers: 'an object that it depends on is replaced',
  delete_because_no_resource_config: 'it is no longer in the module',
  delete_because_no_module: 'its module call is gone',
  delete_because_wrong_repetition: 'it is counted differently now',
  delete_because_count_index: 'its count shrank',
  delete_because_each_key: 'its key is no longer in for_each',
  delete_because_no_move_target: 'the object that it moved to is gone',
  read_because_config_unknown: 'its arguments are known after apply only',
  read_because_dependency_pending: 'something that it depends on changes',
  read_because_check_nested: 'a check reads it',
};

/** Words for the engine's reason of an action. */
export function describeReason(reason: string): string {
  return reasons[reason] ?? reason.replace(/_/g, ' ');
}
