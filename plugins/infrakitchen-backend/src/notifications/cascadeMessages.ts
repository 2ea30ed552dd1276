import type { CascadeKind } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Text } from './messages';
import type { CascadeEvent } from './types';

const works: Record<CascadeKind, string> = {
  update: 'Update',
  destroy: 'Destruction',
  recreate: 'Recreation',
};

/** What approvers are told. */
export function cascadeApprovalText(event: CascadeEvent): Text {
  return {
    title: `${subject(event)} waits for approval`,
    description: 'Look at all plans and decide once.',
    severity: 'high',
  };
}

/** What the requester is told of an end, and of plans that can be confirmed. */
export function cascadeEndText(event: CascadeEvent): Text | undefined {
  switch (event.state) {
    case 'previewed':
      return text(event, 'can be confirmed', 'normal', 'All plans are made.');
    case 'succeeded':
      return text(event, 'succeeded', 'normal');
    case 'failed':
      return text(
        event,
        'failed',
        'high',
        'Look at what went wrong, then resume it.',
      );
    case 'rejected':
      return text(event, 'is rejected', 'high', 'Nothing was changed.');
    case 'cancelled':
      return text(
        event,
        event.errorCode?.endsWith('_expired') ? 'has expired' : 'was cancelled',
        'normal',
      );
    default:
      return undefined;
  }
}

function text(
  event: CascadeEvent,
  what: string,
  severity: Text['severity'],
  description?: string,
): Text {
  return { title: `${subject(event)} ${what}`, description, severity };
}

function subject({ kind, name }: CascadeEvent): string {
  return `${works[kind]} of '${name}' as a cascade`;
}
