export * from './documents';
export * from './FeedCollatorFactory';
