import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  resourcePermissionRules,
  type AccessCriterion,
  type AccessRecord,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

type Tree = PermissionCriteria<AccessCriterion>;

/** Whether the rules let a record through. */
export function matches(tree: Tree, record: AccessRecord): boolean {
  if ('allOf' in tree) {
    return tree.allOf.every(part => matches(part, record));
  }
  if ('anyOf' in tree) {
    return tree.anyOf.some(part => matches(part, record));
  }
  if ('not' in tree) {
    return !matches(tree.not, record);
  }
  const { rule, ...params } = tree;
  return resourcePermissionRules[rule].apply(record, params as never);
}
