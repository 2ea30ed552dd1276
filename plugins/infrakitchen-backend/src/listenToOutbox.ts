import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type { CatalogTemplate } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessRecords, AccessSettings } from './access';
import {
  CatalogEntryStore,
  CatalogFeedStore,
  CatalogPublisher,
  CatalogTemplatePublisher,
  CatalogTemplateStore,
} from './catalog';
import type { InfrakitchenConfig } from './config';
import type { Connections } from './createConnections';
import type { Records } from './createRecords';
import type { Runs } from './createRuns';
import {
  CascadeNotifier,
  CatalogGroups,
  NotificationSender,
  NotificationStore,
  Notifier,
  PullRequestNotifier,
  RecordRoleHolders,
  ReminderNotifier,
  SignalPublisher,
  StorageMoveNotifier,
} from './notifications';
import { StaleInputs } from './resources';

/** Says what follows from a change once it is committed. */
export function listenToOutbox(options: {
  records: Records;
  connections: Connections;
  runs: Runs;
  accessRecords: AccessRecords;
  accessSettings: AccessSettings;
  settings: InfrakitchenConfig;
  auth: AuthService;
  catalog: CatalogService;
  logger: LoggerService;
  notifications: NotificationService;
  signals: SignalsService;
  events: EventsService;
}): void {
  const { records, runs, settings, logger } = options;
  const { outbox } = records;
  const stale = new StaleInputs(records);
  outbox.on('resource.changed', ({ resourceId, itself }) =>
    stale.refresh(resourceId as string, { itself: itself === true }),
  );
  outbox.on('project.changed', ({ projectId }) =>
    stale.refreshProject(projectId as string),
  );
  outbox.on('approval_rule.changed', () =>
    runs.waiting.reconsider({ kind: 'sweeper', ref: 'approval-rules' }),
  );
  outbox.on('run.changed', async ({ runId }) =>
    runs.feed.wake(runId as string),
  );
  new SignalPublisher(options).listen(outbox);
  const feed = new CatalogFeedStore(records.knex);
  const entries = new CatalogEntryStore({ knex: records.knex, feed });
  new CatalogPublisher({ ...options, feed, entries }).listen(outbox);
  const templates = new CatalogTemplateStore(records.knex);
  new CatalogTemplatePublisher({
    ...options,
    templates,
    entries: new CatalogEntryStore<CatalogTemplate>({
      knex: records.knex,
      feed: templates,
      table: 'catalog_templates',
    }),
  }).listen(outbox);
  const notifying = {
    store: new NotificationStore(records.knex),
    holders: new RecordRoleHolders({ records: options.accessRecords }),
    sender: new NotificationSender({ service: options.notifications, logger }),
    settings: settings.notifications,
  };
  new ReminderNotifier({
    ...notifying,
    stores: options.connections.stores,
    records: options.accessRecords,
  }).listen(outbox);
  const audience = {
    subscriptions: records.subscriptions,
    groups: new CatalogGroups(options),
    everyone: options.accessSettings.everyone,
  };
  new Notifier({ ...notifying, ...audience }).listen(outbox);
  new PullRequestNotifier({ ...notifying, ...audience }).listen(outbox);
  new CascadeNotifier(notifying).listen(outbox);
  new StorageMoveNotifier({ ...records, ...notifying }).listen(outbox);
}
