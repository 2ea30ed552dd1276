export * from './AuthorizedSearchFeedService';
export * from './routes';
export * from './SearchFeedService';
export * from './SearchFeedStore';
