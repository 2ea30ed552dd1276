import type { AuditorService } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type { AuditEntry } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Outbox } from '../outbox';

type Severity = NonNullable<
  Parameters<AuditorService['createEvent']>[0]['severityLevel']
>;

/** What the platform's auditor calls what it is told of. */
interface AuditEvent {
  eventId: string;
  severityLevel: Severity;
}

const events: Record<string, AuditEvent> = {
  run: { eventId: 'run', severityLevel: 'medium' },
  approval: { eventId: 'approval', severityLevel: 'high' },
  grant: { eventId: 'grant-mutate', severityLevel: 'high' },
  approval_rule: { eventId: 'approval-rule-mutate', severityLevel: 'high' },
  output: { eventId: 'output-reveal', severityLevel: 'high' },
  audit: { eventId: 'audit-export', severityLevel: 'medium' },
  revision: { eventId: 'revision-restore', severityLevel: 'medium' },
  module: { eventId: 'module-fetch', severityLevel: 'low' },
};

/** Tells the platform's auditor of every line of the trail, once it holds. */
export function forwardAudit(options: {
  outbox: Outbox;
  auditor: AuditorService;
}): void {
  options.outbox.on('audit.written', async payload => {
    const entry = payload.entry as unknown as AuditEntry;
    const event = await options.auditor.createEvent({
      ...eventOf(entry),
      meta: metaOf(entry),
    });
    if (entry.outcome === 'succeeded') {
      await event.success();
    } else {
      const code = entry.detail?.code ?? 'unknown';
      await event.fail({ error: new Error(`${entry.outcome}: ${code}`) });
    }
  });
}

/** The event of an action, whose first word is the noun. */
export function eventOf({ action }: Pick<AuditEntry, 'action'>): AuditEvent {
  const [noun] = action.split('.', 1);
  return Object.hasOwn(events, noun)
    ? events[noun]
    : {
        eventId: `${noun.replace(/_/g, '-')}-mutate`,
        severityLevel: 'medium',
      };
}

/** There is no request any more: who acted is told with the rest. */
function metaOf(entry: AuditEntry): JsonObject {
  const { action, outcome, ...told } = entry;
  return JSON.parse(
    JSON.stringify({
      ...told,
      actionType: action.slice(action.indexOf('.') + 1),
    }),
  );
}
