export type { ChangeBatch, EntityChange, EntityFeed } from './EntityFeed';
export { FeedConnection } from './FeedConnection';
export { FeedEntityProvider } from './FeedEntityProvider';
