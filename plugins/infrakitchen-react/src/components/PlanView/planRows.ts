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

/** A line of the list: a heading, an object, or an attribute of an open one. */
export type PlanRow =
  | { kind: 'group'; key: string; action: ChangeAction; count: number }
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
    change.attributes.some(a => a.path.toLowerCase().includes(text))
  );
}

/** Lines of the list of objects, grouped by action. */
export function toPlanRows(
  changes: ObjectChange[],
  filter: PlanFilter,
  open: ReadonlySet<string>,
): PlanRow[] {
  const rows: PlanRow[] = [];
  for (const action of actionOrder) {
    const group = changes.filter(
      change => change.action === action && matches(change, filter),
    );
    if (group.length > 0) {
      rows.push({
        kind: 'group',
        key: `group:${action}`,
        action,
        count: group.length,
      });
    }
    for (const change of group) {
      const isOpen = open.has(change.address);
      rows.push({
        kind: 'object',
        key: `object:${change.address}`,
        change,
        open: isOpen,
      });
      if (isOpen) {
        for (const attribute of change.attributes) {
          rows.push({
            kind: 'attribute',
            key: `attribute:${change.address}:${attribute.path}`,
            change,
            attribute,
          });
        }
      }
    }
  }
  return rows;
}

const storesData =
  /(database|_db|db_|rds|sql|mongo|redis|cache|bucket|s3|blob|storage|volume|disk|filesystem|efs|snapshot|backup|queue|topic|table|secret|kms)/i;

/** Whether destroying the object most likely loses data with it. */
export function losesData(change: ObjectChange): boolean {
  return (
    (change.action === 'delete' || change.action === 'replace') &&
    storesData.test(change.type)
  );
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
