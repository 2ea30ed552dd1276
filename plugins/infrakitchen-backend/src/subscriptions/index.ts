export * from './AuthorizedSubscriptionService';
export * from './routes';
export * from './SubscriptionService';
export * from './SubscriptionStore';
