import type { NotificationPayload } from '@backstage/plugin-notifications-common';
import type { RunKind } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RunEvent } from './types';

/** The words of a notification. */
export type Text = Required<Pick<NotificationPayload, 'title' | 'severity'>> &
  Pick<NotificationPayload, 'description'>;

const works: Record<RunKind, string> = {
  dry_run: 'Dry run',
  provision: 'Provisioning',
  update: 'Update',
  destroy: 'Destruction',
};

/** What approvers are told. */
export function approvalText(event: RunEvent): Text {
  return {
    title: `${subject(event)} waits for approval`,
    description: `${event.templateName}. Look at the plan and decide.`,
    severity: 'high',
  };
}

/** What the requester is told while approvals are missing. */
export function progressText(
  event: RunEvent,
  given: number,
  needed: number,
): Text {
  return text(
    event,
    `has ${given} of ${needed} approvals`,
    'normal',
    'It waits for the others.',
  );
}

/**
 * What the requester is told of a run that came into a state; nothing of those
 * that only lead on.
 */
export function requesterText(event: RunEvent): Text | undefined {
  switch (event.state) {
    case 'apply_queued':
      return event.from === 'awaiting_approval'
        ? text(event, 'is approved', 'normal', 'The plan is applied now.')
        : undefined;
    case 'rejected':
      return text(event, 'is rejected', 'high', 'Nothing was changed.');
    case 'discarded':
      return isExpired(event)
        ? text(
            event,
            'has expired',
            'high',
            'Nobody approved it in time. Start it again.',
          )
        : text(event, 'was replaced', 'normal', 'Its plan is out of date.');
    case 'cancelled':
      return text(event, 'was cancelled', 'normal');
    case 'no_changes':
      return text(event, 'found nothing to change', 'low');
    default:
      return resultText(event);
  }
}

/** What everybody is told who has to do with the resource. */
export function resultText(event: RunEvent): Text | undefined {
  switch (event.state) {
    case 'succeeded':
      return text(
        event,
        'succeeded',
        event.kind === 'dry_run' ? 'low' : 'normal',
      );
    case 'failed':
      return text(event, 'failed', 'high', errorOf(event));
    case 'needs_attention':
      return text(
        event,
        'needs attention',
        'critical',
        'Nobody knows what it has changed. Look at it and say how it ended.',
      );
    default:
      return undefined;
  }
}

/** What everybody is told who follows a resource that was moved. */
export function movedText(resource: {
  name: string;
  templateName: string;
}): Text {
  return {
    title: `'${resource.name}' was moved`,
    description: `${resource.templateName}. It has other parents now, and may inherit other values.`,
    severity: 'normal',
  };
}

/** The code alone: the message of an error may quote the engine. */
function errorOf({ errorCode }: RunEvent): string | undefined {
  return errorCode && `Error: ${errorCode}.`;
}

function isExpired({ approvalExpiresAt, from, at }: RunEvent): boolean {
  return (
    from === 'awaiting_approval' &&
    approvalExpiresAt !== undefined &&
    approvalExpiresAt <= at
  );
}

function text(
  event: RunEvent,
  what: string,
  severity: Text['severity'],
  more?: string,
): Text {
  return {
    title: `${subject(event)} ${what}`,
    description: [`${event.templateName}.`, more].filter(Boolean).join(' '),
    severity,
  };
}

function subject({ kind, resourceName }: RunEvent): string {
  return `${works[kind]} of '${resourceName}'`;
}
