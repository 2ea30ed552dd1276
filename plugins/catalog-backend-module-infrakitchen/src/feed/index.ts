export type { ChangeBatch, EntityChange, EntityFeed } from './EntityFeed';
export { FeedEntityProvider } from './FeedEntityProvider';
