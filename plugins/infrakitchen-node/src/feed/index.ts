export * from './FeedConnection';
