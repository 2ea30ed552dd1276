import type {
  ApprovalRequirement,
  Approvers,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { actorText } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { principalText } from '../shared';

/** `a`, `a or b`, `a, b or c`. */
export function orList(items: string[]): string {
  return items.length < 2
    ? items.join('')
    : `${items.slice(0, -1).join(', ')} or ${items[items.length - 1]}`;
}

/** Who may approve, as part of a sentence. */
export function approversText({ refs = [], roles = [] }: Approvers): string {
  const named = [
    ...refs.map(principalText),
    ...roles.map(role => `anybody with the role ${role} on the resource`),
  ];
  return named.length === 0
    ? 'anybody with the role admin on the resource'
    : orList(named);
}

/** Who may not, although the rule names them. */
export function excludedText(
  excluded: ApprovalRequirement['excluded'],
): string | undefined {
  return excluded.length === 0
    ? undefined
    : excluded
        .map(
          ({ ref, why }) =>
            `${actorText(ref)}, who ${
              why === 'requester' ? 'asked for it' : 'edited the change'
            }`,
        )
        .join('; ');
}

/** `1 approval`, `2 approvals`. */
export function approvalsText(count: number): string {
  return `${count} approval${count === 1 ? '' : 's'}`;
}
