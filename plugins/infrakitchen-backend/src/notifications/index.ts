export * from './CascadeNotifier';
export * from './CatalogGroups';
export * from './RecordRoleHolders';
export * from './NotificationSender';
export * from './NotificationStore';
export * from './Notifier';
export * from './ReminderNotifier';
export * from './SignalPublisher';
export type { NotificationSettings } from './types';
